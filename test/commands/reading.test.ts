import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runBuildrunner, type Finished } from '../support/buildrunner.ts';

const s = suite('commands that only read');

/** No engine answers: these commands need none. */
const NO_ENGINE = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' };

const STEPS = `version: 2.0
steps:
  test:
    run: {image: x, cmd: y}
    depends: [compile]
  compile: {run: {cmd: make}, build: ., push: a}
  empty: {}
`;

const WRONG = `steps:
  "a%b":
    run: {imagee: x, user: 5}
`;

function run(words: readonly string[], files: Readonly<Record<string, string>>, env = {}): Promise<Finished> {
  return runBuildrunner({ arguments: words, files, env: { ...NO_ENGINE, ...env } });
}

s('lists the steps with their tasks in running order', async () => {
  const { exitCode, stdout, stderr } = await run(['list'], { 'buildrunner.yaml': STEPS });
  assert.is(stdout, 'compile  build, run, push\ntest     run               after compile\nempty    nothing to do\n');
  assert.is(stderr, '');
  assert.is(exitCode, 0);
});

s('lists the selected steps as JSON', async () => {
  const { stdout } = await run(['list', '-s', 'test', '--format', 'json'], { 'buildrunner.yaml': STEPS });
  assert.equal(JSON.parse(stdout), [
    { name: 'test', tasks: ['run'], depends: ['compile'], file: 'buildrunner.yaml', line: 3 },
  ]);
});

s('says that a configuration is valid, also where its steps cannot be built yet', async () => {
  const files = { 'ci.yaml': 'steps: {a: {remote: {host: h, cmd: c}}}\n' };
  const { exitCode, stdout, stderr } = await run(['validate', '-f', 'ci.yaml'], files);
  assert.is(stdout, '"ci.yaml" is valid: 1 step\n');
  assert.is(stderr, '');
  assert.is(exitCode, 0);
  const built = await run(['-f', 'ci.yaml'], files);
  assert.is(built.exitCode, 78);
  assert.match(built.stderr, '"steps.a.remote" is not supported yet');
});

s('has a word on "build-registry" where an image is for several platforms', async () => {
  const told = async (platforms: string) => {
    const steps = `steps: {a: {build: {dockerfile: FROM x, platforms: ${platforms}}}}\n`;
    const files = { 'buildrunner.yaml': steps, '.buildrunner.yaml': 'build-registry: reg.example\n' };
    const { exitCode, stderr } = await run(['validate'], files);
    return `${exitCode ?? ''} ${stderr}`;
  };
  assert.match(await told('[linux/arm64]'), /^0 warning: \.buildrunner\.yaml:1:1 "build-registry" is without effect: /);
  assert.is(await told('[]'), '0 ');
});

s('tells warnings and stays content', async () => {
  const files = { 'buildrunner.yaml': STEPS.replace('version: 2.0\n', '') };
  const text = await run(['validate'], files);
  assert.is(text.exitCode, 0);
  assert.match(text.stderr, /^warning: buildrunner\.yaml:4:5 "depends" is followed here/);
  const json = await run(['validate', '--format', 'json'], files);
  assert.is(json.exitCode, 0);
  assert.match(json.stdout, '"kind": "warning"');
});

s('tells all that is wrong as text', async () => {
  const { exitCode, stdout, stderr } = await run(['validate'], { 'buildrunner.yaml': WRONG });
  assert.is(exitCode, 78);
  assert.is(stdout, '');
  assert.is(
    stderr,
    `The configuration has 2 problems
  buildrunner.yaml:3:11 "steps.a%b.run.imagee" is no known key
        run: {imagee: x, user: 5}
              ^
    Did you mean "image"?
  buildrunner.yaml:3:28 "steps.a%b.run.user" must be a text, not the number 5
        run: {imagee: x, user: 5}
                               ^
    Put it in quotes if it is meant as text.
`,
  );
});

s('tells all that is wrong as JSON', async () => {
  const { exitCode, stdout, stderr } = await run(['validate', '--format', 'json'], { 'buildrunner.yaml': WRONG });
  assert.is(exitCode, 78);
  assert.is(stderr, '');
  assert.equal(JSON.parse(stdout), [
    {
      ...{ kind: 'error', file: 'buildrunner.yaml', line: 3, column: 11 },
      ...{ message: '"steps.a%b.run.imagee" is no known key', next: 'Did you mean "image"?' },
    },
    {
      ...{ kind: 'error', file: 'buildrunner.yaml', line: 3, column: 28 },
      message: '"steps.a%b.run.user" must be a text, not the number 5',
      next: 'Put it in quotes if it is meant as text',
    },
  ]);
});

s('tells as commands of GitHub what is wrong, with paths from the root of the checkout', async () => {
  const files = { 'sub,folder/buildrunner.yaml': WRONG };
  const words = ['validate', '-d', 'sub,folder', '--format', 'github'];
  const { exitCode, stdout } = await run(words, files);
  assert.is(exitCode, 78);
  assert.is(
    stdout,
    `::error file=sub%2Cfolder/buildrunner.yaml,line=3,col=11::"steps.a%25b.run.imagee" is no known key%0ADid you mean "image"?
::error file=sub%2Cfolder/buildrunner.yaml,line=3,col=28::"steps.a%25b.run.user" must be a text, not the number 5%0APut it in quotes if it is meant as text.
`,
  );
});

s('tells what has no place in a file', async () => {
  const github = await run(['validate', '--format', 'github'], {});
  assert.is(github.exitCode, 78);
  assert.match(
    github.stdout,
    /^::error::The build file "buildrunner.yaml" does not exist in ".*"%0ACreate it, name .*\n$/,
  );
  const json = await run(['validate', '-s', 'nope', '--format', 'json'], { 'buildrunner.yaml': STEPS });
  assert.is(json.exitCode, 78);
  assert.match(json.stdout, '"line": null');
  assert.match(json.stdout, '"message": "The following steps do not exist: \\"nope\\""');
});

s('leaves the results directory alone', async () => {
  const files = { 'buildrunner.yaml': STEPS, 'buildrunner.results/mine.txt': 'x' };
  for (const command of ['validate', 'list']) {
    assert.is((await run([command], files)).exitCode, 0);
  }
});

s('prints a schema whose reader may stop early', async () => {
  const { stdout, exitCode } = await run(['schema', '--global'], {});
  assert.is(exitCode, 0);
  assert.match(stdout, '\n  "title": "Global configuration of buildrunner",\n');
  const build = await run(['schema'], {});
  assert.match(build.stdout, /^\{\n {2}"\$schema": "http:\/\/json-schema.org\/draft-07\/schema#",\n/);
});

s.run();
