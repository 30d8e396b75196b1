import { ourBuild, referenceBuild, shellPlan, timeSide, type Bench } from '../bench.ts';
import { measurePairs } from '../pairs.ts';
import { createLargeProject, stepsFile, type CheckoutSize } from '../projects.ts';
import { compareSpeed, compareTimes, type Outcome, type Row } from '../row.ts';
import { NO_REFERENCE } from './small-step.ts';

/** One step on a checkout of 9,000 files: what it costs to bring the source to the engine. */
export const largeCheckoutRows: readonly Row[] = [
  { name: 'large checkout/shell plan', limit: { kind: 'atMost', value: 1.25 }, measure: againstPlan },
  { name: 'large checkout on CI/Python buildrunner', limit: { kind: 'atLeast', value: 20 }, measure: againstReference },
];

async function againstPlan(bench: Bench): Promise<Outcome> {
  const project = largeProject(bench);
  const plan = await shellPlan(bench, project);
  const pairs = await measurePairs(
    () => timeSide(ourBuild(bench, project), bench.signal),
    () => timeSide(plan, bench.signal),
    { rounds: bench.isQuick ? 2 : 7, warmUps: 1 },
  );
  return compareTimes(pairs, [describeSize(bench)]);
}

/**
 * On a CI machine, where steps have views of the checkout itself. Takes minutes: over there a round lasts more
 * than one, so there is no warm-up, and two rounds must do.
 */
async function againstReference(bench: Bench): Promise<Outcome> {
  const { reference } = bench;
  if (reference === null) return { kind: 'not measured', reason: NO_REFERENCE };
  const project = largeProject(bench);
  const pairs = await measurePairs(
    () => timeSide({ ...ourBuild(bench, project), isCi: true }, bench.signal),
    () => timeSide({ ...referenceBuild({ ...bench, reference }, project), isCi: true }, bench.signal),
    { rounds: bench.isQuick ? 1 : 2, warmUps: 0 },
  );
  return compareSpeed(pairs, [describeSize(bench)]);
}

function largeProject(bench: Bench) {
  // Next to nothing, so that what is compared is all there is; it fails where the last files have not arrived.
  return createLargeProject(bench, stepsFile(bench, 1, 'ls part89/folder899'), sizeOf(bench));
}

/** Of the large checkout. */
export function sizeOf({ isQuick }: Bench): CheckoutSize {
  return isQuick ? { files: 900, bytes: 17_000_000 } : { files: 9000, bytes: 170_000_000 };
}

export function describeSize(bench: Bench): string {
  const { files, bytes } = sizeOf(bench);
  return `${files} files, ${bytes / 1e6} MB`;
}
