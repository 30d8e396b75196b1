import { join } from 'node:path';
import { docker } from '../../support/engine.ts';
import { commitAll, writeFiles, type Project } from '../../support/project.ts';
import { ourBuild, timeSide, type Bench } from '../bench.ts';
import { measurePairs } from '../pairs.ts';
import { createBenchProject, createLargeProject } from '../projects.ts';
import { compareTimes, type Outcome, type Row } from '../row.ts';
import { describeSize, sizeOf } from './large-checkout.ts';

/** What a build costs beside the builder's own work, where every layer is in the cache: of three files, and of 9,000. */
export const unchangedImageRows: readonly Row[] = [
  {
    name: 'unchanged image/docker buildx build',
    limit: { kind: 'atMost', value: 1.3 },
    measure: (bench) => againstBuildx(bench, smallProject(bench), []),
  },
  {
    name: 'unchanged large image/docker buildx build',
    limit: { kind: 'atMost', value: 1.3 },
    measure: (bench) => againstBuildx(bench, largeProject(bench), [describeSize(bench)]),
  },
];

/** The folder of the image, relative to the checkout. */
const FOLDER = 'image';
const BUILD_FILE = `steps:\n  image:\n    build: {path: ${FOLDER}, pull: false}\n`;

function smallProject(bench: Bench): Project {
  const project = createBenchProject(bench, BUILD_FILE);
  writeFiles(join(project.directory, FOLDER), { ...imageFiles(bench), 'one.txt': 'one\n', 'two/two.txt': '' });
  return project;
}

function largeProject(bench: Bench): Project {
  const project = createLargeProject(bench, BUILD_FILE, sizeOf(bench), FOLDER);
  writeFiles(join(project.directory, FOLDER), imageFiles(bench));
  commitAll(project.directory);
  return project;
}

function imageFiles({ image }: Bench): Record<string, string> {
  const lines = [`FROM ${image}`, 'COPY . /in', 'RUN ls /in > /listed', 'CMD ["cat", "/listed"]', ''];
  return { Dockerfile: lines.join('\n') };
}

async function againstBuildx(bench: Bench, project: Project, notes: readonly string[]): Promise<Outcome> {
  const tag = `bench-unchanged-image:${process.pid}`;
  const words = ['--load', '--progress', 'plain', '--tag', tag] as const;
  try {
    const pairs = await measurePairs(
      () => timeSide(ourBuild(bench, project), bench.signal),
      () => timeSide({ argv: ['docker', 'buildx', 'build', ...words, FOLDER], project }, bench.signal),
      { rounds: bench.isQuick ? 3 : 15, warmUps: 1 },
    );
    return compareTimes(pairs, notes);
  } finally {
    await docker('image', 'rm', '--force', tag);
  }
}
