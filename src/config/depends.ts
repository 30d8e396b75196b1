import type { YamlValue } from './build-file.ts';
import type { Diagnostic } from './diagnostic.ts';
import { findNearest } from '../nearest.ts';
import type { ConfigurationDocument } from './document.ts';
import { isYamlList, isYamlMap } from './yaml/value.ts';

/** What matters here of a step. */
interface Dependent {
  readonly depends?: readonly string[] | undefined;
}

type Steps = ReadonlyMap<string, Dependent>;

const INDEPENDENT: Dependent = {};

/** The steps in the order of the file as far as what they depend on allows; those in a circle are left out. */
export function sortSteps<Step extends Dependent>(steps: ReadonlyMap<string, Step>): ReadonlyMap<string, Step> {
  if (isPlain(steps)) return steps;
  const entries = sortReady(steps).flatMap((name): [string, Step][] => {
    const step = steps.get(name);
    return step === undefined ? [] : [[name, step]];
  });
  return new Map(entries);
}

/**
 * Finds dependencies on steps that are not there, and circles. It reads the file as it is, so that a mistake in one step
 * does not hide those in others.
 */
export function checkDepends(document: ConfigurationDocument): Diagnostic[] {
  const { value } = document;
  const steps = readSteps(isYamlMap(value) ? value.get('steps') : undefined);
  if (isPlain(steps)) return [];
  const sorted = new Set(sortReady(steps));
  return [...findUnknown(steps, document), ...(sorted.size < steps.size ? findCycles(steps, sorted, document) : [])];
}

/** Whether no step depends on another: then they run in the order of the file. */
function isPlain(steps: Steps): boolean {
  for (const { depends } of steps.values()) if (depends !== undefined) return false;
  return true;
}

/** What is no list of names is another's to complain of. */
function readSteps(value: YamlValue | undefined): Map<string, Dependent> {
  const steps = new Map<string, Dependent>();
  for (const [name, step] of isYamlMap(value) ? value : []) {
    if (typeof name !== 'string') continue;
    const depends = isYamlMap(step) ? step.get('depends') : undefined;
    steps.set(name, isYamlList(depends) && depends.every(isText) ? { depends } : INDEPENDENT);
  }
  return steps;
}

function isText(value: YamlValue): value is string {
  return typeof value === 'string';
}

function findUnknown(steps: Steps, document: ConfigurationDocument): Diagnostic[] {
  const names = [...steps.keys()];
  return [...steps].flatMap(([step, { depends = [] }]) =>
    depends.flatMap((name, index) => {
      if (steps.has(name)) return [];
      const others = names.filter((other) => other !== step);
      const nearest = findNearest(name, others);
      const next = nearest === undefined ? 'Name a step of this file' : `Did you mean "${nearest}"?`;
      const path = ['steps', step, 'depends', index];
      return [document.problemAt(path, `"steps.${step}" depends on "${name}", which is no step`, next)];
    }),
  );
}

/**
 * The names of the steps, always the first of those that are ready. A walk through the file takes what is ready;
 * what becomes ready behind it is taken before the walk goes on. Steps in a circle, and behind one, are left out.
 */
function sortReady(steps: Steps): string[] {
  const names = [...steps.keys()];
  const indexes = new Map(names.map((name, index) => [name, index]));
  const prerequisites = [...steps.values()].map(
    ({ depends = [] }) => new Set(depends.filter((name) => steps.has(name))),
  );
  const missing = prerequisites.map((all) => all.size);
  const dependents = invert(prerequisites, indexes);
  const sorted: string[] = [];
  for (const walked of names.keys()) {
    let ready = missing[walked] === 0 ? [walked] : [];
    for (;;) {
      const next = ready.pop();
      if (next === undefined) break;
      sorted.push(names[next] ?? '');
      const freed = (dependents[next] ?? []).filter((index) => {
        const rest = (missing[index] ?? 0) - 1;
        missing[index] = rest;
        return rest === 0 && index < walked;
      });
      // The last is the first of the file.
      if (freed.length > 0) ready = [...ready, ...freed].sort((one, other) => other - one);
    }
  }
  return sorted;
}

/** Of each step, by its index, those that wait for it. */
function invert(prerequisites: readonly ReadonlySet<string>[], indexes: ReadonlyMap<string, number>): number[][] {
  const dependents: number[][] = prerequisites.map(() => []);
  for (const [index, names] of prerequisites.entries()) {
    for (const name of names) dependents[indexes.get(name) ?? -1]?.push(index);
  }
  return dependents;
}

/** Each step that is left waits for one that is left, so walking on must come back to where some walk was. */
function findCycles(steps: Steps, sorted: ReadonlySet<string>, document: ConfigurationDocument): Diagnostic[] {
  const seen = new Set<string>();
  const isLeft = (name: string) => steps.has(name) && !sorted.has(name);
  return [...steps.keys()].filter(isLeft).flatMap((start) => {
    const walked = new Set<string>();
    let name = start;
    while (!seen.has(name)) {
      seen.add(name);
      walked.add(name);
      name = steps.get(name)?.depends?.find(isLeft) ?? name;
    }
    if (!walked.has(name)) return [];
    const all = [...walked];
    return [describeCycle(all.slice(all.indexOf(name)), steps, document)];
  });
}

/** `"a" (line 3) -> "b" (line 7) -> "a"`: each with the line by which it depends on the next, the file's first first. */
function describeCycle(cycle: readonly string[], steps: Steps, document: ConfigurationDocument): Diagnostic {
  const first = [...steps.keys()].find((name) => cycle.includes(name)) ?? '';
  const start = cycle.indexOf(first);
  const names = [...cycle.slice(start), ...cycle.slice(0, start)];
  const pathOf = (name: string, index: number) => {
    const wanted = names[(index + 1) % names.length] ?? '';
    return ['steps', name, 'depends', steps.get(name)?.depends?.indexOf(wanted) ?? 0];
  };
  const drawn = names.map((name, index) => `"${name}" (line ${document.locate(pathOf(name, index)).line})`);
  return names.length === 1
    ? document.problemAt(pathOf(first, 0), `"steps.${first}" depends on itself`, 'Take this dependency away')
    : document.problemAt(
        pathOf(first, 0),
        `Steps depend on each other in a circle: ${[...drawn, `"${first}"`].join(' -> ')}`,
        'Take one of these dependencies away',
      );
}
