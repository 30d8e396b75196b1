import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Dial } from '../engine-api/dial.ts';
import { messageOf } from '../failure.ts';
import type { RunCommand } from '../process/command.ts';
import { DOCKER_KINDS, reasonOf, removeInBulk, type DockerKind } from './bulk.ts';
import { describeResource, toRemovalReport, type RemovalReport } from './leftovers.ts';
import { killProcesses } from './process-life.ts';
import type { Resource, ResourceRegistry } from './resource.ts';
import { searchBuild } from './search.ts';

/** What to remove, and within what time. */
export interface RemovalRequest {
  /** What is removed is forgotten there. */
  readonly registry: ResourceRegistry;
  readonly run: RunCommand;
  /** Milliseconds for all of it. */
  readonly budget: number;
  /** Whether to look on the engine, by the label of one build, for what the registry does not know. */
  readonly search: { readonly kind: 'none' } | BuildSearch;
}

interface BuildSearch {
  /**
   * `once`: for what steps have started themselves. `patient`: docker calls were killed, so the engine may still be at
   * work on what they had asked for. `stubborn`: it is, and will not stop.
   */
  readonly kind: 'once' | 'patient' | 'stubborn';
  readonly buildId: string;
  readonly dial: Dial;
}

/** What a removal did. */
export interface FinalReport extends RemovalReport {
  /** The engine is still about to make something of the build. */
  readonly isMoreExpected: boolean;
}

type DockerResource = Extract<Resource, { readonly kind: DockerKind }>;

/** Milliseconds between two looks at the engine. */
const LOOK_INTERVAL = 50;
/** So many looks that find nothing are believed. */
const EMPTY_LOOKS = { none: 0, once: 1, patient: 2, stubborn: 2 };
/** The same where something was asked for and is not there yet: a busy engine answers looks slowly, too. */
const EMPTY_LOOKS_FOR_MISSING = { none: 0, once: 1, patient: 12, stubborn: 25 };
/** How often something that resists is tried again. */
const ATTEMPTS = 6;

/**
 * Removes everything of a build, in bulk: ends its child processes, then removes all containers in one call, then
 * networks, volumes and images, and looks for what came into being meanwhile until there is nothing, then files.
 * Never rejects, and is over when the budget is.
 */
export async function removeAll(request: RemovalRequest): Promise<FinalReport> {
  const removal = new Removal(request);
  removal.endProcesses();
  await removal.removeFromEngine();
  await removal.removeFiles();
  return removal.report();
}

class Removal {
  readonly #request: RemovalRequest;
  readonly #deadline: number;
  readonly #removed: string[] = [];
  readonly #failures = new Map<string, Resource>();
  #reason: string | null = null;
  #isEngineSilent = false;
  /** What was to be there and is not, or not yet. */
  readonly #missing = new Set<string>();
  #hasMissed = false;

  constructor(request: RemovalRequest) {
    this.#request = request;
    this.#deadline = performance.now() + request.budget;
  }

  endProcesses(): void {
    const { registry } = this.#request;
    const processes = registry.list().filter(({ kind }) => kind === 'process');
    killProcesses(processes);
    for (const process of processes) registry.forget(process);
  }

  async removeFromEngine(): Promise<void> {
    const known = this.#registered();
    const [first, ...rest] = byKind(known);
    await this.#removeKind(first);
    // The first look, beside the removal of what the containers held; that takes longer, so it begins before.
    const removals = rest.map((one) => this.#removeKind(one));
    const [found] = await Promise.all([this.#search(), ...removals]);
    const names = new Set(known.map(describeResource));
    let due = distinct([...found.filter((one) => !names.has(describeResource(one))), ...this.#registered()]);
    for (let emptyLooks = 0, attempts = 0; ;) {
      emptyLooks = due.length === 0 ? emptyLooks + 1 : 0;
      if (due.length > 0) {
        attempts += 1;
        await this.#remove(due);
      }
      if (emptyLooks >= this.#neededLooks() || attempts >= ATTEMPTS || this.#isOver()) return;
      await pause(LOOK_INTERVAL * 2 ** Math.max(0, attempts - 1));
      due = distinct([...(await this.#search()), ...this.#registered()]);
    }
  }

  async removeFiles(): Promise<void> {
    const { registry } = this.#request;
    const files = registry.list().flatMap((resource) => (resource.kind === 'file' ? [resource] : []));
    await Promise.all(
      files.map(async (file) => {
        try {
          await rm(file.path, { recursive: true, force: true, maxRetries: 2 });
          this.#gone(file, true);
        } catch (error) {
          this.#reason ??= messageOf(error);
          this.#failures.set(describeResource(file), file);
        }
      }),
    );
  }

  report(): FinalReport {
    const left = new Map(this.#failures);
    for (const resource of this.#registered()) left.set(describeResource(resource), resource);
    const report = toRemovalReport({
      removed: this.#removed,
      left: [...left.values()],
      reason: this.#reason ?? 'there was no time left',
    });
    return { ...report, isMoreExpected: this.#request.search.kind === 'stubborn' && this.#missing.size > 0 };
  }

  /** Without a search, what resists is still tried again. */
  #neededLooks(): number {
    const { search } = this.#request;
    return (
      (this.#hasMissed ? EMPTY_LOOKS_FOR_MISSING : EMPTY_LOOKS)[search.kind] || (this.#registered().length > 0 ? 1 : 0)
    );
  }

  #isOver(): boolean {
    return this.#isEngineSilent || performance.now() >= this.#deadline;
  }

  #registered(): DockerResource[] {
    return this.#request.registry
      .list()
      .flatMap((resource) => (resource.kind === 'file' || resource.kind === 'process' ? [] : [resource]));
  }

  async #search(): Promise<DockerResource[]> {
    const { run, search } = this.#request;
    if (search.kind === 'none' || this.#isOver()) return [];
    const found = await searchBuild(search.buildId, { run, dial: search.dial, timeout: this.#remaining() });
    if (!found.ok) {
      this.#isEngineSilent = true;
      this.#reason ??= reasonOf(found.result);
      return [];
    }
    const resources = found.resources.map(({ kind, name }) => ({ kind, name }));
    const names = new Set(resources.map(describeResource));
    // What resisted a moment ago has gone by itself: it was being removed already.
    for (const [name, resource] of this.#failures) if (!names.has(name)) this.#gone(resource, true);
    return resources;
  }

  /** Containers first; the rest can go side by side. */
  async #remove(resources: readonly DockerResource[]): Promise<void> {
    const [first, ...rest] = byKind(resources);
    await this.#removeKind(first);
    await Promise.all(rest.map((one) => this.#removeKind(one)));
  }

  async #removeKind({ kind, names }: OfKind): Promise<void> {
    if (names.length === 0 || this.#isOver()) return;
    const { run } = this.#request;
    const outcome = await removeInBulk(kind, names, { run, remaining: () => this.#remaining() });
    for (const name of outcome.removed) this.#gone({ kind, name }, true);
    for (const name of outcome.missing) this.#gone({ kind, name }, false);
    for (const name of outcome.failed) this.#failures.set(describeResource({ kind, name }), { kind, name });
    this.#hasMissed ||= outcome.missing.length > 0;
    this.#isEngineSilent ||= outcome.isEngineSilent;
    this.#reason = outcome.reason ?? this.#reason;
  }

  #gone(resource: Resource, isRemoved: boolean): void {
    this.#request.registry.forget(resource);
    const what = describeResource(resource);
    this.#failures.delete(what);
    if (isRemoved) this.#removed.push(what);
    if (isRemoved) this.#missing.delete(what);
    else this.#missing.add(what);
  }

  #remaining(): number {
    return Math.max(1, this.#deadline - performance.now());
  }
}

interface OfKind {
  readonly kind: DockerKind;
  readonly names: readonly string[];
}

/** Containers and the other kinds, in the order in which they can go. */
function byKind(resources: readonly DockerResource[]): readonly [OfKind, ...OfKind[]] {
  const of = (kind: DockerKind): OfKind => ({
    kind,
    names: resources.filter((one) => one.kind === kind).map(({ name }) => name),
  });
  const [first, ...rest] = DOCKER_KINDS;
  return [of(first), ...rest.map(of)];
}

function distinct(resources: readonly DockerResource[]): DockerResource[] {
  return [...new Map(resources.map((resource) => [describeResource(resource), resource])).values()];
}
