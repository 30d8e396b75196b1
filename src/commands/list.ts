import type { BuildOptions, Invocation } from '../cli/options.ts';
import type { Step } from '../config/build-file.ts';
import type { Failure } from '../failure.ts';
import type { Configuration } from './configuration.ts';
import { print, printJson } from './print.ts';
import { readProject } from './project.ts';
import type { Surroundings } from './surroundings.ts';
import { tellFailure } from './tell.ts';

type ListFormat = Extract<Invocation, { command: 'list' }>['format'];

/** The tasks of a step in the order in which they run, whatever their order in the file. */
const TASKS = ['remote', 'build', 'run', 'push', 'commit', 'pypi-push'] as const;

/** A step as `list --format json` tells it. */
interface ListedStep {
  readonly name: string;
  readonly tasks: readonly string[];
  readonly depends: readonly string[];
  /** Where the step stands. */
  readonly file: string;
  readonly line: number;
}

/** Lists the steps in running order. */
export async function list(
  options: BuildOptions,
  format: ListFormat,
  surroundings: Surroundings,
): Promise<Failure | null> {
  const project = await readProject(options, surroundings);
  const configuration = project.ok ? project.value.configuration : project;
  if (!configuration.ok) return tellFailure(configuration.failure);
  const steps = toListedSteps(configuration.value);
  if (format === 'json') printJson(steps);
  else print(toText(steps));
  return null;
}

function toListedSteps({ buildFile, selectedSteps }: Configuration): ListedStep[] {
  return selectedSteps.flatMap((name) => {
    const step = buildFile.steps.get(name);
    if (step === undefined) return [];
    const { file, line } = buildFile.locate(['steps', name]);
    return [{ name, tasks: tasksOf(step), depends: step.depends ?? [], file, line }];
  });
}

function tasksOf(step: Step): string[] {
  return TASKS.filter((task) => step[task] !== undefined);
}

/** A line each: `name  build, run  after other`. */
function toText(steps: readonly ListedStep[]): string {
  const width = Math.max(...steps.map(({ name }) => name.length));
  const tasks = steps.map((step) => step.tasks.join(', ') || 'nothing to do');
  const tasksWidth = Math.max(...tasks.map(({ length }) => length));
  const lines = steps.map(({ name, depends }, index) => {
    const after = depends.length === 0 ? '' : `after ${depends.join(', ')}`;
    return `${name.padEnd(width)}  ${(tasks[index] ?? '').padEnd(tasksWidth)}  ${after}`.trimEnd();
  });
  return `${lines.join('\n')}\n`;
}
