import {
  parseOwned,
  parseOwnedAnswers,
  parseOwnedImages,
  toListOwnedCommand,
  toListOwnedImagesCommand,
  toOwnedQuestions,
  type OwnedResource,
} from '../docker/ownership.ts';
import type { Dial } from '../engine-api/dial.ts';
import { openEngineApi, type EngineApi } from '../engine-api/engine-api.ts';
import { hasSucceeded, type CommandResult, type RunCommand } from '../process/command.ts';

/** What to look for, and how. */
export interface Search {
  readonly run: RunCommand;
  readonly dial: Dial;
  /** Milliseconds that each docker call may take. */
  readonly timeout: number;
  /** Only what carries all of these (`key` or `key=value`) too. */
  readonly labels?: readonly string[];
}

/** What was found, or the docker call that did not succeed. */
export type Found =
  | { readonly ok: true; readonly resources: readonly OwnedResource[] }
  | { readonly ok: false; readonly result: CommandResult };

const LABELLED = ['container', 'network', 'volume'] as const;

/** Asks the engine for everything of any build. Images are found by their names and come whatever the labels. */
export async function searchEngine(search: Search): Promise<Found> {
  const api = openEngineApi(search.dial, search.timeout);
  const asked = askForOwned(api, search.labels);
  const ended = await api.end();
  const resources = await asked;
  if (resources !== null) return { ok: true, resources };
  const isHopeless = ended.ending === 'timed out' || ended.ending === 'missing';
  return isHopeless ? { ok: false, result: ended } : listEngine(search);
}

/** The same in a conversation; null where the engine does not answer there. */
export async function askForOwned(api: EngineApi, labels: readonly string[] = []): Promise<OwnedResource[] | null> {
  return parseOwnedAnswers(await Promise.all(toOwnedQuestions(labels).map((path) => api.ask(path))));
}

/** The same where docker offers no conversation: one list a kind, all at once. */
async function listEngine({ run, timeout, labels = [] }: Search): Promise<Found> {
  const commands = [...LABELLED.map((kind) => toListOwnedCommand(kind, labels)), toListOwnedImagesCommand()];
  const results = await Promise.all(commands.map(({ argv }) => run({ argv, timeout })));
  const failed = results.find((result) => !hasSucceeded(result));
  if (failed !== undefined) return { ok: false, result: failed };
  const outputs = results.map(({ stdout }) => stdout);
  const labelled = LABELLED.flatMap((kind, index) => parseOwned(kind, outputs[index] ?? ''));
  return { ok: true, resources: [...labelled, ...parseOwnedImages(outputs.at(-1) ?? '')] };
}

/** The same for one build. */
export async function searchBuild(buildId: string, search: Search): Promise<Found> {
  const found = await searchEngine({ ...search, labels: [`buildrunner.build=${buildId}`] });
  if (!found.ok) return found;
  return { ok: true, resources: found.resources.filter((resource) => resource.buildId === buildId) };
}
