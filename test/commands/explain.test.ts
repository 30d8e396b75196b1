import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runBuildrunner } from '../support/buildrunner.ts';

const s = suite('commands/explain');

function explain(...words: string[]) {
  return runBuildrunner({ arguments: ['explain', ...words], git: false });
}

s('says what a key is, in all its places', async () => {
  const { stdout, exitCode } = await explain('run.ports');
  assert.is(exitCode, 0);
  assert.is(
    stdout,
    `steps.NAME.run.ports (build file)

  Ports to publish on the host: the port in the container, and that on the host or nothing
  for any.

  Type:     a map of integers from 1 to 65535 to nothing or integers from 1 to 65535
  Default:  none
  Example:  ports:
              "5432":
              "8080": 18080
`,
  );
});

s('tells of a map the keys in it, and a constant default', async () => {
  const { stdout } = await explain('steps.mine.run.services.db.wait_for');
  assert.is(
    stdout,
    `steps.NAME.run.services.NAME.wait_for (build file)

  Ports of the service that must be open before the next service, or the step, begins.

  Type:     a list of maps or integers from 1 to 65535
  Default:  none
  Keys:     port     Port of TCP to wait for.
            timeout  Seconds after which the step fails when the port is not open.
  Example:  wait_for:
              - 5432
  Or:       wait_for:
              - port: 8080
                timeout: 30
`,
  );
  assert.match((await explain('wait_for.0.timeout')).stdout, '  Default:  600\n');
});

s('explains every key of a name that several have', async () => {
  const { stdout } = await explain('cmd');
  assert.match(stdout, /^steps\.NAME\.run\.cmd \(build file\)\nsteps\.NAME\.run\.services\.NAME\.cmd \(build file\)\n/);
  assert.match(stdout, /\n\n\nsteps\.NAME\.remote\.cmd \(build file\)\n/);
  assert.match(stdout, '  Default:  none: it must be given\n');
});

s('says of a key that it cannot be built yet', async () => {
  assert.match((await explain('remote')).stdout, '\n\n  This version checks it, and cannot build it yet.\n\n');
  assert.not.match((await explain('run.image')).stdout, 'cannot build it yet');
});

s('lists all keys of both files', async () => {
  const { stdout } = await explain();
  assert.match(stdout, /^Keys of the build file:\n {2}version\n {6}Version of the language/);
  assert.match(stdout, '\n\nKeys of the global file:\n  env\n');
  for (const line of stdout.split('\n')) assert.ok(line.length <= 92, line);
});

s('refuses a name that no key has', async () => {
  const near = await explain('run.services.waitfor');
  assert.is(near.exitCode, 2);
  assert.is(
    near.stderr,
    `"run.services.waitfor" is no key of the build file or the global file
Did you mean "run.services.wait_for"? Run "buildrunner explain" for a list of all keys.
`,
  );
  for (const [typed, meant] of [
    ['steps.one.run.imag', 'steps.one.run.image'],
    ['steps.one.run.services.db.wait_fo', 'steps.one.run.services.db.wait_for'],
    ['steps.run.imag', 'steps.run.image'],
  ] as const) {
    assert.match((await explain(typed)).stderr, `Did you mean "${meant}"?`);
    assert.is((await explain(meant)).exitCode, 0, meant);
  }
  assert.match((await explain('zzzzzz')).stderr, '\nRun "buildrunner explain" for a list of all keys.\n');
});

s.run();
