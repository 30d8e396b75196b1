import type { RunCommand } from '../process/command.ts';
import type { FileView } from './facts.ts';
import type { HostFiles } from './host-files.ts';
import { parseJson, textOf } from './json.ts';

/** Signs that we run in a container. */
export interface ContainerSigns {
  readonly isInContainer: boolean;
  /** Ids that our own container may have, the likeliest first. */
  readonly ids: readonly string[];
}

type Mounts = Extract<FileView, { readonly kind: 'mapped' }>['mounts'];

/** File systems of a container's own, which its engine cannot mount elsewhere. */
const PRIVATE_FILE_SYSTEMS = new Set(['tmpfs', 'ramfs', 'overlay']);

/**
 * Looks for signs of a container: marker files, and full container ids in our control groups and in the places that
 * /etc/hosts and its like are mounted from (where control groups are hidden). A host name of 12 hex digits is the
 * short id that docker gives by default.
 */
export function findContainerSigns(files: HostFiles, hostname: string): ContainerSigns {
  const fromGroups = (files.read('/proc/self/cgroup') ?? '').split('\n').flatMap((line) => {
    return [...line.matchAll(/[0-9a-f]{64}/g)].slice(-1).map(([id]) => id);
  });
  const mountInfo = files.read('/proc/self/mountinfo') ?? '';
  const fromMounts = [...mountInfo.matchAll(/containers\/([0-9a-f]{64})\//g)].flatMap(([, id]) => id ?? []);
  const hasMarker = files.exists('/.dockerenv') || files.exists('/run/.containerenv');
  const isInContainer = hasMarker || fromGroups.length + fromMounts.length > 0;
  const fromName = isInContainer && /^[0-9a-f]{12}$/.test(hostname) ? [hostname] : [];
  return { isInContainer, ids: [...new Set([...fromGroups, ...fromMounts, ...fromName])] };
}

/** Our own container as the engine knows it. */
export interface OwnContainer {
  /** In full. */
  readonly id: string;
  readonly mounts: Mounts;
}

/** Our own container, where the engine knows one of the ids; else null. */
export async function findOwnContainer(
  run: RunCommand,
  ids: readonly string[],
  files: HostFiles,
): Promise<OwnContainer | null> {
  if (ids.length === 0) return null;
  const format = '[{{json .Id}},{{json .Mounts}}]';
  const result = await run({ argv: ['docker', 'container', 'inspect', '--format', format, ...ids], timeout: 10_000 });
  const answers = result.stdout.split('\n').map(parseJson).filter(isList);
  const known = ids.flatMap((id) => answers.filter(([answered]) => String(answered).startsWith(id)));
  const [id, mounts] = known[0] ?? [];
  return typeof id === 'string' && isList(mounts) ? { id, mounts: readMounts(mounts, files) } : null;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Destinations without symbolic links, as the paths that will be asked for; and what hides parts of them. */
function readMounts(mounts: readonly unknown[], files: HostFiles): Mounts {
  const visible = mounts.map((mount) => ({
    inside: files.resolve(textOf(mount, 'Destination')),
    outside: textOf(mount, 'Source'),
  }));
  const hidden = privateMountPoints(files.read('/proc/self/mountinfo') ?? '')
    .filter((inside) => !visible.some((mount) => mount.inside === inside))
    .map((inside) => ({ inside, outside: '' }));
  return [...visible, ...hidden];
}

/** Mount points of file systems that are ours alone, without the root (proc(5), mountinfo). */
function privateMountPoints(mountInfo: string): string[] {
  return mountInfo.split('\n').flatMap((line) => {
    const [mount = '', fileSystem = ''] = line.split(' - ');
    const point = mount
      .split(' ')[4]
      ?.replace(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8)));
    const isPrivate = PRIVATE_FILE_SYSTEMS.has(fileSystem.split(' ')[0] ?? '');
    return isPrivate && point !== undefined && point !== '/' ? [point] : [];
  });
}
