import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runBuildrunner } from '../support/buildrunner.ts';
import { createProject, listFiles, type Project } from '../support/project.ts';

const s = suite('what cannot work');

const BUILD_FILE = `steps:
  compile:
    run:
      image: buildrunner-base:1
      pull: false
      cmd: 'true'
  package:
    run:
      image: buildrunner-base:1
      pull: false
      cmd: 'true'
`;

interface Row {
  readonly name: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly arguments?: readonly string[];
  /** PROJECT stands for the project's folder, also in what is said. */
  readonly env?: Readonly<Record<string, string>>;
  readonly code: number;
  /** All that is said about it, without times and levels. */
  readonly says: readonly string[];
  /** What the project holds afterwards beyond its own files. */
  readonly leaves?: readonly string[];
}

/** What a build leaves and says around its failure once it has begun to keep a log. */
const LOGGED = ['buildrunner.results/', 'buildrunner.results/artifacts.json', 'buildrunner.results/build.log'];
const logged = (...lines: readonly string[]) => ['', 'Writing artifact properties', '', ...lines, '', 'Build ERROR.'];

const noEngine = (host: string) =>
  logged(
    `No docker engine answers at "${host}" (from DOCKER_HOST)`,
    `  Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`,
    'Start it, or correct DOCKER_HOST.',
  );

const rows: readonly Row[] = [
  {
    name: 'an engine that does not listen',
    env: { DOCKER_HOST: 'tcp://127.0.0.1:9' },
    code: 1,
    says: noEngine('tcp://127.0.0.1:9'),
    leaves: LOGGED,
  },
  {
    name: 'an engine whose socket is not there',
    env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' },
    code: 1,
    says: noEngine('unix:///nowhere/docker.sock'),
    leaves: LOGGED,
  },
  {
    name: 'no docker CLI',
    env: { PATH: '/nowhere' },
    code: 1,
    says: logged('"docker" is not on PATH, and nothing can be built without it', 'Install the docker CLI.'),
    leaves: LOGGED,
  },
  {
    name: 'a directory that is not there',
    arguments: ['-d', 'PROJECT/missing'],
    code: 1,
    says: [
      'The build directory "PROJECT/missing" does not exist',
      'Give the folder of the checkout with "--directory".',
    ],
  },
  {
    name: 'the project as results directory',
    arguments: ['-b', '.'],
    code: 69,
    says: [
      '"PROJECT" is not emptied for results: it holds the build directory',
      'Name another folder with "--build-results-directory", one that is empty or does not exist.',
    ],
  },
  {
    name: 'a folder with other things as results directory',
    files: { 'precious/file': '' },
    arguments: ['-b', 'precious'],
    code: 69,
    says: [
      '"PROJECT/precious" is not emptied for results: it holds files that no build has left there',
      'Name another folder with "--build-results-directory", one that is empty or does not exist.',
    ],
  },
  {
    name: 'an unknown flag',
    arguments: ['--stpes', 'compile'],
    code: 2,
    says: ['"--stpes" is no flag of "buildrunner"', 'Did you mean "--steps"? See "buildrunner --help" for all flags.'],
  },
  {
    name: 'a typo in a key',
    files: { 'buildrunner.yaml': BUILD_FILE.replace('image', 'imgae') },
    code: 78,
    says: logged(
      'The configuration has 1 problem',
      '  buildrunner.yaml:4:7 "steps.compile.run.imgae" is no known key',
      '          imgae: buildrunner-base:1',
      '          ^',
      '    Did you mean "image"?',
    ),
    leaves: LOGGED,
  },
  {
    name: 'an unknown step',
    arguments: ['-s', 'compile,pakcage'],
    code: 78,
    says: logged(
      'The following steps do not exist: "pakcage"',
      'Did you mean "package"? The steps are "compile", "package".',
    ),
    leaves: LOGGED,
  },
  {
    name: 'a build file that is not there',
    arguments: ['-f', 'other.yaml'],
    code: 78,
    says: logged(
      'The build file "other.yaml" does not exist in "PROJECT"',
      'Correct "--file": it is relative to the build directory.',
    ),
    leaves: LOGGED,
  },
];

for (const row of rows) {
  s(`${row.name} gets one message, at once`, async () => {
    const files = { 'buildrunner.yaml': BUILD_FILE, ...row.files };
    const project = createProject({ files, git: false });
    const place = (text: string) => text.replaceAll('PROJECT', project.directory);
    const env = Object.fromEntries(Object.entries(row.env ?? {}).map(([name, value]) => [name, place(value)]));
    const given = listFiles(project.directory);
    const run = await runBuildrunner({ project, env, arguments: (row.arguments ?? []).map(place) });
    assert.equal(messageOf(run.stderr), row.says.map(place));
    assert.is(run.exitCode, row.code);
    assert.is(run.stdout, '');
    assert.ok(run.duration < 3000, `${run.duration} ms`);
    const left = listFiles(project.directory).filter((name) => !given.includes(name));
    assert.equal(left, row.leaves ?? []);
    assertEmpty(project);
  });
}

/** The lines, without times and levels. */
function messageOf(text: string): string[] {
  const lines = text.trimEnd().split('\n');
  // The level takes eight places.
  return lines.map((line) => line.replace(/^[\d-]{10} [\d:,]{12} .{8} /, ''));
}

function assertEmpty({ home, temporary }: Project): void {
  assert.equal([...listFiles(home), ...listFiles(temporary)], []);
}

s.run();
