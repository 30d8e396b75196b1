import type { Step } from './build-file.ts';
import type { Diagnostic } from './diagnostic.ts';
import { findNearest } from '../nearest.ts';
import type { Checked, ConfigurationDocument } from './document.ts';

type Steps = ReadonlyMap<string, Step>;

/** The steps in the order of the file as far as what they depend on allows. */
export function sortSteps(steps: Steps, document: ConfigurationDocument): Checked<Steps> {
  const unknown = findUnknown(steps, document);
  if (unknown.length > 0) return { ok: false, problems: unknown };
  const sorted = new Map<string, Step>();
  const isReady = (step: Step): boolean => (step.depends ?? []).every((name) => sorted.has(name));
  for (;;) {
    const next = [...steps].find(([name, step]) => !sorted.has(name) && isReady(step));
    if (next === undefined) break;
    sorted.set(...next);
  }
  return sorted.size === steps.size ? { ok: true, value: sorted } : findCycle(steps, sorted, document);
}

function findUnknown(steps: Steps, document: ConfigurationDocument): Diagnostic[] {
  return [...steps].flatMap(([step, { depends = [] }]) =>
    depends.flatMap((name, index) => {
      if (steps.has(name)) return [];
      const nearest = findNearest(name, [...steps.keys()]);
      const next = nearest === undefined ? 'Name a step of this file' : `Did you mean "${nearest}"?`;
      const path = ['steps', step, 'depends', index];
      return [document.problemAt(path, `"steps.${step}" depends on "${name}", which is no step`, next)];
    }),
  );
}

/** Each step that is left waits for one that is left, so walking on must come back to where it was. */
function findCycle(steps: Steps, sorted: Steps, document: ConfigurationDocument): Checked<Steps> {
  const walked: string[] = [];
  let name = [...steps.keys()].find((candidate) => !sorted.has(candidate));
  while (name !== undefined && !walked.includes(name)) {
    walked.push(name);
    name = steps.get(name)?.depends?.find((other) => !sorted.has(other));
  }
  const circle = walked.slice(walked.indexOf(name ?? ''));
  const [first = ''] = circle;
  const text = [...circle, first].map((step) => `"${step}"`).join(' -> ');
  const problem = document.problemAtKey(
    ['steps', first, 'depends'],
    `Steps depend on each other in a circle: ${text}`,
    'Take one of these dependencies away',
  );
  return { ok: false, problems: [problem] };
}
