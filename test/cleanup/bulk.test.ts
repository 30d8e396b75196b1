import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readOutcome, removeInBulk, toRemovalCommands } from '../../src/cleanup/bulk.ts';
import { toCommands } from '../../src/cleanup/leftovers.ts';
import type { Command, CommandResult } from '../../src/process/command.ts';

const test = suite('bulk removal');

const command: Command = { argv: ['docker', 'rm'] };

function answer(stdout: string, stderr = '', exitCode = stderr === '' ? 0 : 1): CommandResult {
  return { command, ending: 'exited', exitCode, stdout, stderr };
}

const OUTCOMES: readonly (readonly [
  string,
  CommandResult,
  { removed: string[]; missing: string[]; failed: string[] },
])[] = [
  ['all gone', answer('a\na-1\n'), { removed: ['a', 'a-1'], missing: [], failed: [] }],
  [
    'one was not there, as docker 26 says it',
    answer('a-1\n', 'Error response from daemon: No such container: a\n', 0),
    { removed: ['a-1'], missing: ['a'], failed: [] },
  ],
  [
    'one was not there, as docker 20 says it',
    answer('a\n', 'Error: No such container: a-1\n'),
    { removed: ['a'], missing: ['a-1'], failed: [] },
  ],
  [
    'networks that were not there',
    answer('', 'Error response from daemon: network a not found\nError response from daemon: network a-1 not found\n'),
    { removed: [], missing: ['a', 'a-1'], failed: [] },
  ],
  [
    'one resists',
    answer('a\n', 'Error response from daemon: error while removing network: network a-1 id 12 has active endpoints\n'),
    { removed: ['a'], missing: [], failed: ['a-1'] },
  ],
  [
    'the engine is not there',
    answer('', 'Cannot connect to the Docker daemon at unix:///nowhere. Is the docker daemon running?\n'),
    { removed: [], missing: [], failed: ['a', 'a-1'] },
  ],
  [
    'it took too long',
    { command, ending: 'timed out', exitCode: null, stdout: 'a\n', stderr: '' },
    { removed: ['a'], missing: [], failed: ['a-1'] },
  ],
  [
    'image names go',
    answer('Untagged: a\nUntagged: a-1\nDeleted: sha256:12\n'),
    { removed: ['a', 'a-1'], missing: [], failed: [] },
  ],
];

for (const [what, result, expected] of OUTCOMES) {
  test(`${what}: each name is told apart`, () => {
    const { removed, missing, failed } = readOutcome(['a', 'a-1'], result);
    assert.equal({ removed, missing, failed }, expected);
  });
}

test('the reason is the engine’s own, without its preface', () => {
  const outcome = readOutcome(['v'], answer('', 'Error response from daemon: remove v: volume is in use - [12]\n'));
  assert.is(outcome.reason, 'remove v: volume is in use - [12]');
  assert.is(outcome.isEngineSilent, false);
});

test('a thousand names are one call, and what no call could take is several', () => {
  const names = Array.from({ length: 1000 }, (_, index) => `buildrunner-0123456789-a-step-of-a-build-${index}`);
  assert.is(toRemovalCommands('container', names).length, 1);
  const many = Array.from({ length: 20 }, () => names).flat();
  const commands = toRemovalCommands('container', many);
  assert.ok(commands.length > 1);
  assert.equal(
    commands.flatMap(({ argv }) => argv.slice(4)),
    many,
  );
});

test('a call has the time that is left', async () => {
  const timeouts: (number | undefined)[] = [];
  const run = async (given: Command) => {
    timeouts.push(given.timeout);
    return answer('a\n');
  };
  await removeInBulk('container', ['a'], { run, remaining: () => 1234 });
  assert.equal(timeouts, [1234]);
});

test('commands for what is left can be typed as they are', () => {
  const commands = toCommands([
    { kind: 'container', name: 'c1' },
    { kind: 'file', path: "/tmp/it's here" },
    { kind: 'container', name: 'c2' },
    { kind: 'network', name: 'n' },
    { kind: 'volume', name: 'v' },
    { kind: 'image', name: 'i:t' },
    { kind: 'process', id: 12 },
  ]);
  assert.equal(commands, [
    'kill -KILL -- -12',
    'docker rm --force --volumes c1 c2',
    'docker network rm n',
    'docker volume rm --force v',
    'docker image rm --force i:t',
    "rm -rf -- '/tmp/it'\\''s here'",
  ]);
});

test.run();
