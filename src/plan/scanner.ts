import { posix } from 'node:path';
import { expandHome } from '../config/home.ts';
import { secretsByPath } from '../config/secrets.ts';
import { toPlainValue } from '../config/yaml/plain-value.ts';
import type { Draft } from './draft.ts';
import type { PlannedImage } from './image.ts';
import type { CopyToContainer, Mount, OperationId } from './operation.ts';
import { visibleFiles, type PlannedFiles } from './run/files.ts';
import type { ScanSettings } from './scan-settings.ts';

/** Where a scanner has its configuration, and keeps its data unless that says otherwise (buildrunner 3.27). */
export const SCAN_CONFIGURATION = '/trivy/config.yaml';
const CACHE = '/root/.cache/trivy';

/** Where it looks for the engine, and where an engine that is not on this machine has its socket as a rule. */
const SOCKET = '/var/run/docker.sock';

/** What a scan is for. */
export interface ScanPlace {
  readonly step: string;
  /** The task has begun, and nothing else uses the scanner's data: trivy fails where another one does. */
  readonly begun: readonly OperationId[];
  readonly settings: ScanSettings;
}

/** A scanner in a container. */
export interface Scanner {
  readonly container: string;
  /** It has said its version, so it can be called. */
  readonly ready: OperationId;
  /** Adds what becomes of the scanner's data when a scan is over, whatever became of that. */
  readonly keepCache: (scanned: OperationId) => readonly OperationId[];
}

/** Plans a container with the scanner and a shell that waits, so that it can be called there. */
export function planScanner(draft: Draft, place: ScanPlace): Scanner {
  const cache = cacheOf(draft, place.settings);
  const container = draft.name(place.step, 'scan', ...countOf(draft, place.step));
  const started = planContainer(draft, place, { container, cache });
  const argv = [place.settings.scanner, '--version'];
  const ready = planExec(draft, place, {
    ...{ id: 'scan-version', container, argv, shown: argv.join(' '), dependsOn: [started], follows: [] },
  });
  const keepCache = (scanned: OperationId) => {
    const kept = { container, dependsOn: [started], follows: [scanned] };
    const words = ['/bin/sh', '-c', GIVE_BACK, 'sh', cache.target];
    const isMounted = cache.files.mounts.length > 0;
    return [
      ...(isMounted ? [planExec(draft, place, { ...kept, id: 'scan-give-back-cache', argv: words, shown: null })] : []),
      ...cache.files.copiesOut.map((copy) => {
        const id = `${place.step}/scan-copy-out ${copy.path}`;
        return draft.add({ ...commonOf(place), ...kept, ...copy, id, kind: 'copyFromContainer' });
      }),
    ];
  };
  return { container, ready, keepCache };
}

/**
 * What the scanner has written belongs to whom the folder belongs to. Asked for in the container, since users may have
 * other numbers there.
 */
const GIVE_BACK = 'chown -R "$(stat -c %u:%g "$1")" "$1" || :';

interface Exec {
  readonly id: string;
  readonly container: string;
  readonly argv: readonly string[];
  readonly shown: string | null;
  readonly dependsOn: readonly OperationId[];
  readonly follows: readonly OperationId[];
}

function planExec(draft: Draft, place: ScanPlace, exec: Exec): OperationId {
  return draft.add({
    ...commonOf(place),
    ...exec,
    ...{ id: `${place.step}/${exec.id}`, kind: 'execInContainer', speaker: { kind: 'step' } },
    ...{ environment: new Map(), isBackground: false },
  });
}

/** Makes and starts the container. */
function planContainer(
  draft: Draft,
  place: ScanPlace,
  { container, cache }: { readonly container: string; readonly cache: Cache },
): OperationId {
  const { step, begun } = place;
  const common = { ...commonOf(place), follows: [] };
  const image = planImage(draft, place);
  const folder = draft.addOnce({
    ...{ ...common, id: `/make-folder ${cache.path}`, kind: 'makeFolder', step: null },
    ...{ dependsOn: image.ready, path: cache.path },
  });
  const created = draft.add({
    ...{ ...common, id: `${step}/scan-create`, kind: 'createContainer', dependsOn: [...image.ready, folder, ...begun] },
    ...{ role: 'scanner', name: container, image: image.name, labels: draft.labels(step, 'scanner') },
    ...{ entryPoint: '/bin/sh', command: null, hasTerminal: true, environment: new Map(), network: null },
    ...{ dns: [], dnsSearch: [], extraHosts: [], ports: [], volumesFrom: [], isPrivileged: false },
    ...{ addedCapabilities: [], securityOptions: [], mounts: [socketMount(draft), ...cache.files.mounts] },
  });
  const content = configurationOf(place.settings, cache.target);
  const contents = [{ path: SCAN_CONFIGURATION, content }, ...cache.files.copiesIn];
  const copied = contents.map((content) =>
    draft.add({
      ...{ ...common, id: `${step}/scan-copy-in ${content.path}`, kind: 'copyToContainer' },
      ...{ dependsOn: [created], container, ...content },
    }),
  );
  return draft.add({
    ...{ ...common, id: `${step}/scan-start`, kind: 'startContainer', dependsOn: copied },
    ...{ container, speaker: { kind: 'step' }, attach: 'none' },
  });
}

function commonOf({ step }: ScanPlace) {
  return { step, cause: `steps.${step}.push: security-scan` };
}

/** Pulled only where it is missing (buildrunner 3.27), and always for the engine's own platform. */
function planImage(draft: Draft, place: ScanPlace): PlannedImage {
  const name = `${draft.input.global['docker-registry']}/aquasec/trivy:${place.settings.version}`;
  const made = draft.taggedAs(name);
  if (made !== undefined) return { name: made.image, ready: [made.tagged] };
  const pulled = draft.addOnce({
    ...{ ...commonOf(place), id: `/pull ${name} missing`, kind: 'pullImage', step: null },
    ...{ dependsOn: [], follows: [], image: name, policy: 'missing' },
  });
  return { name, ready: [pulled] };
}

/** Nothing for the first scanner of a step, then 2 and so on. */
function countOf(draft: Draft, step: string): string[] {
  const made = draft.operationsOf(step).filter((one) => one.kind === 'createContainer' && one.role === 'scanner');
  return made.length === 0 ? [] : [String(made.length + 1)];
}

function socketMount({ input: { facts } }: Draft): Mount {
  return { kind: 'bind', source: facts.engine.socket ?? SOCKET, target: SOCKET, isReadOnly: false };
}

interface Cache {
  /** Our folder. */
  readonly path: string;
  /** The same in the container. */
  readonly target: string;
  readonly files: PlannedFiles;
}

/** The scanner's data is kept from build to build: in `cache-dir`, else below `temp-dir` (buildrunner 3.27). */
function cacheOf(draft: Draft, { config }: ScanSettings): Cache {
  const { global, facts } = draft.input;
  const { environment, buildDirectory } = facts;
  const temporary = global['temp-dir'] ?? (environment['BUILDRUNNER_TEMPDIR'] || environment['TMPDIR'] || '/tmp');
  const folder = global['security-scan']?.['cache-dir'] ?? `${temporary}/trivy-cache`;
  const path = posix.resolve(buildDirectory, expandHome(folder, environment['HOME'] ?? null));
  const own = config.get('cache-dir');
  const target = typeof own === 'string' ? own : CACHE;
  return { path, target, files: visibleFiles(draft, { path, target, isReadOnly: false }) };
}

/** JSON is YAML. */
function configurationOf({ scanner, config }: ScanSettings, cache: string): CopyToContainer['content'] {
  const values = toPlainValue(new Map([['cache-dir', cache], ...config]));
  const secrets = new Map(secretsByPath(values, scanner));
  const text = `${JSON.stringify(values, null, 2)}\n`;
  return { kind: 'text', text, ...(secrets.size === 0 ? {} : { secrets }) };
}
