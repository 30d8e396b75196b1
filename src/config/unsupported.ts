import type { BuildFile } from './build-file.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Path } from './document.ts';

const BUILD_KEYS = ['platforms'];
const CONTAINER_KEYS = ['systemd', 'systemd_cgroup2', 'provisioners.salt'];

/** What a step may say and this version does not do; `*` stands for any name. The schema knows all of it. */
const UNSUPPORTED: readonly string[] = [
  'remote',
  ...below('build', BUILD_KEYS),
  ...below('run', [...CONTAINER_KEYS, 'caches', 'ssh-keys']),
  ...below('run.services.*', [...CONTAINER_KEYS, 'inject-ssh-agent', ...below('build', BUILD_KEYS)]),
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

/** The same as a tree of keys; null: a key that cannot be built. */
type Unsupported = ReadonlyMap<string, Unsupported | null>;

/** Locates all that the steps ask for and that cannot be built yet. `false` asks for nothing. */
export function findUnsupported({ steps, problemAt }: BuildFile, names: readonly string[]): Diagnostic[] {
  const message = (path: Path) => `"${path.join('.')}" is not supported yet`;
  const unsupported = toTree(UNSUPPORTED.map((pattern) => pattern.split('.')));
  const paths: Path[] = [];
  for (const name of names) collect(steps.get(name), unsupported, ['steps', name], paths);
  return paths.map((path) => problemAt(path, message(path), 'Take it away, or build with the Python buildrunner'));
}

function toTree(patterns: readonly (readonly string[])[]): Unsupported {
  const keys = new Set(patterns.flatMap(([key]) => key ?? []));
  return new Map(
    [...keys].map((key) => {
      const below = patterns.filter(([first, ...rest]) => first === key && rest.length > 0);
      return [key, below.length === 0 ? null : toTree(below.map(([, ...rest]) => rest))];
    }),
  );
}

/** Adds the paths within a value that lead to what the tree names. */
function collect(value: unknown, unsupported: Unsupported, path: Path, found: Path[]): void {
  for (const [name, below] of unsupported) {
    if (name === '*') for (const [key, child] of childrenOf(value)) collectChild(child, below, [...path, key], found);
    else {
      const child = childOf(value, name);
      if (child !== undefined) collectChild(child, below, [...path, name], found);
    }
  }
}

function collectChild(child: unknown, below: Unsupported | null, path: Path, found: Path[]): void {
  if (below !== null) collect(child, below, path, found);
  else if (child !== false) found.push(path);
}

type Child = readonly [string | number, unknown];

function childrenOf(value: unknown): readonly Child[] {
  if (Array.isArray(value)) return value.map((item: unknown, index) => [index, item]);
  if (value instanceof Map)
    return [...value].flatMap(([key, child]) => (typeof key === 'string' ? [[key, child]] : []));
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** Undefined where there is none: then nothing is asked for. */
function childOf(value: unknown, name: string): unknown {
  if (value instanceof Map) return value.get(name);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
