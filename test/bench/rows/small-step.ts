import { ourBuild, referenceBuild, shellPlan, timeSide, type Bench } from '../bench.ts';
import { measurePairs } from '../pairs.ts';
import { createBenchProject, stepsFile } from '../projects.ts';
import { compareSpeed, compareTimes, type Outcome, type Row } from '../row.ts';

const COMMAND = 'echo hello';

/** One step that does next to nothing: what a build costs in itself. */
export const smallStepRows: readonly Row[] = [
  { name: 'small step/shell plan', limit: { kind: 'atMost', value: 1.25 }, measure: againstPlan },
  { name: 'small step/Python buildrunner', limit: { kind: 'atLeast', value: 4.5 }, measure: againstReference },
];

async function againstPlan(bench: Bench): Promise<Outcome> {
  const project = createBenchProject(bench, stepsFile(bench, 1, COMMAND));
  const plan = await shellPlan(bench, project);
  const pairs = await measurePairs(
    () => timeSide(ourBuild(bench, project), bench.signal),
    () => timeSide(plan, bench.signal),
    { rounds: bench.isQuick ? 3 : 15, warmUps: 1 },
  );
  return compareTimes(pairs);
}

async function againstReference(bench: Bench): Promise<Outcome> {
  const { reference } = bench;
  if (reference === null) return { kind: 'not measured', reason: NO_REFERENCE };
  const project = createBenchProject(bench, stepsFile(bench, 1, COMMAND));
  const pairs = await measurePairs(
    () => timeSide(ourBuild(bench, project), bench.signal),
    () => timeSide(referenceBuild({ ...bench, reference }, project), bench.signal),
    { rounds: bench.isQuick ? 2 : 7, warmUps: 1 },
  );
  return compareSpeed(pairs);
}

/** Why a row against the Python buildrunner has no figure. */
export const NO_REFERENCE = 'The Python buildrunner is not on PATH; name it with --reference PROGRAM.';
