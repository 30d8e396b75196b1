import { planOf } from '../../plan/input.ts';
import type { Project } from '../../support/project.ts';
import { PROGRAM, startSide, timeSide, type Bench } from '../bench.ts';
import { measurePairs, type Side } from '../pairs.ts';
import { createBenchProject, stepsFile } from '../projects.ts';
import { compareSpeed, compareTimes, type Measurement, type Outcome, type Row } from '../row.ts';
import { median, summarize } from '../statistics.ts';
import { NO_REFERENCE } from './small-step.ts';

/** What reading a long build file costs: rendered, parsed, validated, planned. No step is run. */
export const manyStepsRows: readonly Row[] = [
  { name: '2,000 steps planned', limit: { kind: 'atMost', value: 300 }, measure: onTopOfStartUp },
  { name: '20,000 steps planned/200 steps, each step', limit: { kind: 'atMost', value: 1.2 }, measure: linear },
  {
    name: '2,000 steps generated/Python buildrunner',
    limit: { kind: 'atLeast', value: 10 },
    measure: againstReference,
  },
];

/** As in real files, part of it is for the template. */
const COMMAND = "echo {{ BUILDRUNNER_BUILD_NUMBER }} {{ 'a' ~ 1 }}";

/**
 * `plan` of 2,000 steps until they are planned, less `validate` of one: that is the program's start, without the wait
 * for the engine, which would hide as much reading. And the same in this process.
 */
async function onTopOfStartUp(bench: Bench): Promise<Measurement> {
  const rounds = bench.isQuick ? 3 : 15;
  const printing: number[] = [];
  const planned = async () => {
    const { total, printed } = await timePlan(bench, many);
    printing.push(printed);
    return total - printed;
  };
  const many = createBenchProject(bench, stepsFile(bench, 2000, COMMAND));
  const one = createBenchProject(bench, stepsFile(bench, 1, COMMAND));
  const started = () => timeSide({ argv: [...PROGRAM, 'validate'], project: one }, bench.signal);
  const pairs = await measurePairs(planned, started, { rounds, warmUps: 1 });
  const differences = pairs.map(([all, start]) => all - start);
  const inProcess = await timePlanning(bench, 2000, rounds);
  const notes = [
    `once its code is warm: ${median(inProcess).toFixed(0)} ms`,
    `not counted: ${median(printing).toFixed(0)} ms in which the plan is printed, as the program itself tells`,
  ];
  const figure = median(differences);
  return { kind: 'measured', ours: summarize(differences), against: null, unit: 'ms', figure, notes };
}

/** Milliseconds that `plan` takes, and those of them in which it prints the plan. */
async function timePlan(bench: Bench, project: Project): Promise<{ readonly total: number; readonly printed: number }> {
  const timed = { argv: [...PROGRAM, 'plan', '--debug'], project } as const;
  const started = performance.now();
  const side = startSide(timed, bench.signal);
  const { at, exitCode } = await side.exited;
  bench.signal.throwIfAborted();
  const [, printed] = /^Planned \d+ operations .* printed them in (\d+) ms$/m.exec(side.output()) ?? [];
  if (exitCode !== 0 || printed === undefined) throw new Error(`"plan --debug" ended with ${exitCode ?? 'a signal'}`);
  return { total: at - started, printed: Number(printed) };
}

/** How many times as long a step takes in a file of 20,000 as in one of 200. */
async function linear(bench: Bench): Promise<Measurement> {
  const rounds = bench.isQuick ? 1 : 5;
  const small = () => timeEach(bench, 200, 100);
  const large = () => timeEach(bench, 20_000, 1);
  return compareTimes(await measurePairs(large, small, { rounds, warmUps: 1 }), ['for 200 steps each']);
}

/** Milliseconds for 200 steps, of files of so many. */
async function timeEach(bench: Bench, count: number, rounds: number): Promise<number> {
  const times = await timePlanning(bench, count, rounds);
  return (times.reduce((sum, time) => sum + time, 0) / rounds / count) * 200;
}

async function timePlanning(bench: Bench, count: number, rounds: number): Promise<number[]> {
  const text = stepsFile(bench, count, COMMAND);
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bench.signal.throwIfAborted();
    const started = performance.now();
    const { operations } = await planOf(text);
    times.push(performance.now() - started);
    if (operations.length < count) throw new Error(`${operations.length} operations for ${count} steps`);
  }
  return times;
}

async function againstReference(bench: Bench): Promise<Outcome> {
  const { reference } = bench;
  if (reference === null) return { kind: 'not measured', reason: NO_REFERENCE };
  const project = createBenchProject(bench, stepsFile(bench, 2000, COMMAND));
  const print = (program: readonly [string, ...string[]]): Side => {
    return () => timeSide({ argv: [...program, '--print-generated-files'], project }, bench.signal);
  };
  const pairs = await measurePairs(print(PROGRAM), print([reference]), { rounds: bench.isQuick ? 2 : 7, warmUps: 1 });
  return compareSpeed(pairs);
}
