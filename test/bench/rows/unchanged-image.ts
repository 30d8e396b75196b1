import { join } from 'node:path';
import { docker } from '../../support/engine.ts';
import { writeFiles } from '../../support/project.ts';
import { ourBuild, timeSide, type Bench } from '../bench.ts';
import { measurePairs } from '../pairs.ts';
import { createBenchProject } from '../projects.ts';
import { compareTimes, type Outcome, type Row } from '../row.ts';

const BUILD_FILE = 'steps:\n  image:\n    build: {path: image, pull: false}\n';

/** What a build costs beside the builder's own work: an image of which every layer is in the cache. */
export const unchangedImageRow: Row = {
  name: 'unchanged image/docker buildx build',
  limit: { kind: 'atMost', value: 1.3 },
  measure: againstBuildx,
};

async function againstBuildx(bench: Bench): Promise<Outcome> {
  const project = createBenchProject(bench, BUILD_FILE);
  const dockerfile = [`FROM ${bench.image}`, 'COPY . /in', 'RUN ls /in > /listed', 'CMD ["cat", "/listed"]', ''];
  writeFiles(join(project.directory, 'image'), {
    Dockerfile: dockerfile.join('\n'),
    'one.txt': 'one\n',
    'two/two.txt': '',
  });
  const tag = `bench-unchanged-image:${process.pid}`;
  const words = ['--load', '--progress', 'plain', '--tag', tag] as const;
  try {
    const pairs = await measurePairs(
      () => timeSide(ourBuild(bench, project), bench.signal),
      () => timeSide({ argv: ['docker', 'buildx', 'build', ...words, 'image'], project }, bench.signal),
      { rounds: bench.isQuick ? 3 : 15, warmUps: 1 },
    );
    return compareTimes(pairs);
  } finally {
    await docker('image', 'rm', '--force', tag);
  }
}
