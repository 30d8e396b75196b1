import { PROGRAM, timeSide, type Bench } from '../bench.ts';
import { createBenchProject, stepsFile } from '../projects.ts';
import { compareTimes, type Row } from '../row.ts';
import { measurePairs } from '../pairs.ts';

/** The program's own time before it does anything, against node's. */
export const startUpRows: readonly Row[] = [
  {
    name: 'start-up --version/node',
    limit: { kind: 'atMost', value: 1.5 },
    measure: (bench) => measure(bench, '--version'),
  },
  { name: 'start-up --help/node', limit: { kind: 'atMost', value: 2 }, measure: (bench) => measure(bench, '--help') },
];

async function measure(bench: Bench, flag: string) {
  const project = createBenchProject(bench, stepsFile(bench, 1, 'true'));
  const pairs = await measurePairs(
    () => timeSide({ argv: [...PROGRAM, flag], project }, bench.signal),
    () => timeSide({ argv: [process.execPath, '-e', '0'], project }, bench.signal),
    { rounds: bench.isQuick ? 7 : 41, warmUps: 3 },
  );
  return compareTimes(pairs);
}
