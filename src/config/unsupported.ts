import type { BuildFile } from './build-file.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Path } from './document.ts';

const BUILD_KEYS = ['platforms', 'import'];
const CONTAINER_KEYS = ['systemd', 'systemd_cgroup2', 'provisioners.salt'];

/** What a step may say and this version does not do; `*` stands for any name. The schema knows all of it. */
const UNSUPPORTED: readonly string[] = [
  'remote',
  'pypi-push',
  ...below('build', BUILD_KEYS),
  ...below('run', [...CONTAINER_KEYS, 'caches', 'ssh-keys', 'post-build']),
  ...below('run.services.*', [...CONTAINER_KEYS, 'inject-ssh-agent', ...below('build', BUILD_KEYS)]),
  'push.*.security-scan',
];

function below(path: string, keys: readonly string[]): string[] {
  return keys.map((key) => `${path}.${key}`);
}

/** Whether this version can build what a key asks for. `path`: without the names of steps and services. */
export function isSupported(path: readonly string[]): boolean {
  return !UNSUPPORTED.some((pattern) => {
    const parts = ['steps', ...pattern.split('.').filter((part) => part !== '*')];
    return parts.every((part, index) => path[index] === part);
  });
}

/** Locates all that the steps ask for and that cannot be built yet. `false` asks for nothing. */
export function findUnsupported({ steps, problemAt }: BuildFile, names: readonly string[]): Diagnostic[] {
  const message = (path: Path) => `"${path.join('.')}" is not supported yet`;
  return names.flatMap((name) =>
    UNSUPPORTED.flatMap((pattern) => pathsOf(steps.get(name), pattern.split('.')))
      .map((path) => ['steps', name, ...path])
      .map((path) => problemAt(path, message(path), 'Take it away, or build with the Python buildrunner')),
  );
}

/** The paths that a pattern leads to in a value, which is given there and not false. */
function pathsOf(value: unknown, [first, ...rest]: readonly string[]): Path[] {
  if (first === undefined) return value === undefined || value === false ? [] : [[]];
  return childrenOf(value)
    .filter(([key]) => first === '*' || key === first)
    .flatMap(([key, child]) => pathsOf(child, rest).map((path) => [key, ...path]));
}

function childrenOf(value: unknown): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) return value.map((item: unknown, index) => [index, item]);
  if (value instanceof Map)
    return [...value].flatMap(([key, child]) => (typeof key === 'string' ? [[key, child]] : []));
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
