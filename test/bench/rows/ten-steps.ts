import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ourBuild, timeSide, type Bench } from '../bench.ts';
import { measurePairs } from '../pairs.ts';
import { createBenchProject, stepsFile } from '../projects.ts';
import { compareTimes, type Outcome, type Row } from '../row.ts';

const STEPS = 10;
const COMMAND = 'echo hello';

/** What each further small step costs: ten of them against the same ten commands, each by a plain `docker run --rm`. */
export const tenStepsRow: Row = {
  name: 'ten steps/docker run',
  limit: { kind: 'atMost', value: 1.2 },
  measure: againstDockerRun,
};

async function againstDockerRun(bench: Bench): Promise<Outcome> {
  const project = createBenchProject(bench, stepsFile(bench, STEPS, COMMAND));
  const script = join(dirname(project.directory), 'docker-run.sh');
  const line = `docker run --rm --label ${bench.label} ${bench.image} /bin/sh -xc '${COMMAND}'\n`;
  writeFileSync(script, `set -e\n${line.repeat(STEPS)}`);
  const pairs = await measurePairs(
    () => timeSide(ourBuild(bench, project), bench.signal),
    () => timeSide({ argv: ['sh', script], project }, bench.signal),
    { rounds: bench.isQuick ? 2 : 9, warmUps: 1 },
  );
  return compareTimes(pairs);
}
