import { join } from 'node:path';
import type { Resource, ResourceRegistry } from '../../src/cleanup/resource.ts';
import { Backgrounds } from '../../src/execute/background.ts';
import type { ExecutionContext } from '../../src/execute/context.ts';
import { LateValues } from '../../src/execute/late-values.ts';
import { StepClock } from '../../src/execute/step-clock.ts';
import { NO_BUILDERS } from '../../src/facts/builders.ts';
import type { EngineFacts, Facts } from '../../src/facts/facts.ts';
import { createProcessRunner } from '../../src/process/run.ts';
import type { BuildEvent } from '../../src/report/event.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** A context that keeps everything in memory; commands are really run. */
export interface MemoryContext extends ExecutionContext {
  /** What has been told, in its order. */
  readonly events: readonly BuildEvent[];
  /** What containers and builds have written to a stream so far. */
  readonly output: (stream?: 'stdout' | 'stderr') => string;
  /** Ends the build. */
  readonly abort: () => void;
}

const ENGINE: EngineFacts = {
  view: { kind: 'same' },
  ownContainer: null,
  canOverlayVolumes: true,
  volumesDirectory: '/var/lib/docker/volumes',
  socket: null,
  connection: { kind: 'dial' },
  platform: 'linux/amd64',
  hasBuildKit: true,
  canAliasImages: true,
  canExportCache: true,
};

export function memoryContext(given: Partial<ExecutionContext> = {}): MemoryContext {
  const events: BuildEvent[] = [];
  const end = new AbortController();
  const now = () => performance.now();
  const folder = temporaryDirectory();
  const output = (stream: 'stdout' | 'stderr' = 'stdout') =>
    Buffer.concat(
      events.flatMap((event) => (event.kind === 'outputReceived' && event.stream === stream ? [event.chunk] : [])),
    ).toString();
  return {
    ...createProcessRunner({ started: () => {}, ended: () => {} }),
    facts: factsIn(folder),
    registry: memoryRegistry(),
    temporaryDirectory: folder,
    emit: (event) => void events.push(event),
    signal: end.signal,
    dockerTimeout: 30_000,
    now,
    late: new LateValues(),
    backgrounds: new Backgrounds(),
    clock: new StepClock(now),
    pushed: [],
    scans: new Map(),
    artifacts: new Map(),
    packages: new Map(),
    artifactClaims: new Map(),
    events,
    output,
    abort: () => end.abort(),
    ...given,
  };
}

/** The facts of the context, with another view of the engine. */
export function factsWith(facts: Facts, engine: Partial<EngineFacts>): Facts {
  return { ...facts, engine: { ...facts.engine, ...engine } };
}

function factsIn(folder: string): Facts {
  const versionControl = { name: 'project', branch: 'main', number: '3', id: '0a1b2c3d', shortId: '0a1b2c3' };
  return {
    identity: {
      ...{ buildId: 'buildrunner-0', owner: 'owner.1', buildNumber: '42', buildTime: 1_600_000_000 },
      stepIds: new Map(),
    },
    invoker: { user: 'me', userId: 0, group: 'us', groupId: 0, machine: 'x86_64' },
    versionControl: { ...versionControl, modified: '0', release: '3.I0a1b2c.M0' },
    engine: ENGINE,
    builders: NO_BUILDERS,
    localImages: new Set(),
    isCheckoutViewable: false,
    buildDirectory: folder,
    resultsDirectory: join(folder, 'buildrunner.results'),
    sourceExclusions: { rootNames: ['buildrunner.results'], patterns: [] },
    environment: {},
  };
}

function memoryRegistry(): ResourceRegistry {
  const resources = new Map<string, Resource>();
  return {
    register: (resource) => void resources.set(JSON.stringify(resource), resource),
    forget: (resource) => void resources.delete(JSON.stringify(resource)),
    list: () => [...resources.values()],
  };
}
