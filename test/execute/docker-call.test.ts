import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { callDocker, dockerFailure, toCommand } from '../../src/execute/docker-call.ts';
import { formatFailure } from '../../src/failure.ts';
import type { Command, CommandResult } from '../../src/process/command.ts';
import { memoryContext } from './context.ts';
import { failureOf } from './runners/rig.ts';

const s = suite('calls of docker');

const PROBLEM = 'Container "x" could not be started';

function result(values: Partial<CommandResult>, command: Command = { argv: ['docker', 'start', 'x'] }): CommandResult {
  return { command, ending: 'exited', exitCode: 1, stdout: '', stderr: '', ...values };
}

const failures: readonly [string, CommandResult, readonly string[]][] = [
  [
    'the client is missing',
    result({ ending: 'missing', exitCode: null }),
    [
      'Container "x" could not be started: the program "docker" was not found',
      'Install the docker command line client and put it on PATH.',
    ],
  ],
  [
    'the engine is silent',
    result(
      { ending: 'timed out', exitCode: null, stderr: 'waiting\n' },
      { argv: ['docker', 'start', 'x'], timeout: 1500 },
    ),
    [
      'Container "x" could not be started: docker did not answer within 1.5 s',
      '  waiting',
      'See whether the engine is alive with "docker version", or allow more time with --docker-timeout.',
    ],
  ],
  [
    'the build was ended',
    result({ ending: 'aborted', exitCode: null }),
    ['Container "x" could not be started: the build was ended'],
  ],
  [
    'the engine refuses in words of its own',
    result({ stderr: 'Error response from daemon: it is Monday.\n' }),
    ['Container "x" could not be started: it is Monday', '  Error response from daemon: it is Monday.'],
  ],
  [
    'the client was killed',
    result({ ending: 'signalled', exitCode: null }),
    ['Container "x" could not be started: docker gave no reason'],
  ],
];
for (const [name, given, expected] of failures) {
  s(`says why a call failed where ${name}`, () => {
    const failure = dockerFailure(PROBLEM, given);
    assert.is(failure.kind, 'engine');
    assert.equal(formatFailure(failure), expected);
  });
}

s('shows the last ten lines of what docker said', () => {
  const stderr = Array.from({ length: 20 }, (_, index) => `line ${index + 1}\n\n`).join('');
  const { details } = dockerFailure(PROBLEM, result({ stderr }));
  assert.equal([details?.length, details?.[0], details?.at(-1)], [10, 'line 11', 'line 20']);
});

const timeouts: readonly [string, { timeout?: number | null }, number | undefined][] = [
  ['as long as the user allows', {}, 30_000],
  ['as long as it says', { timeout: 5 }, 5],
  ['as long as it takes', { timeout: null }, undefined],
];
for (const [name, given, expected] of timeouts) {
  s(`lets docker take ${name}`, () => {
    assert.is(toCommand({ docker: { argv: ['docker'] }, ...given }, memoryContext()).timeout, expected);
  });
}

s('gives docker the environment as a file and by its own environment, never in its words', () => {
  const docker = {
    argv: ['docker', 'run'],
    environmentText: 'A=secret\n',
    processEnvironment: { B: 'secret' },
  } as const;
  const context = memoryContext();
  const { argv, stdin, env } = toCommand({ docker }, context);
  const file = { text: 'A=secret\n', directory: context.temporaryDirectory };
  assert.equal([argv, stdin, env], [['docker', 'run'], file, { B: 'secret' }]);
});

s('ends with the build', async () => {
  const context = memoryContext();
  context.abort();
  const called = await callDocker(context, { docker: { argv: ['docker', 'version'] }, problem: PROBLEM });
  assert.is(failureOf(called).summary, 'Container "x" could not be started: the build was ended');
});

s.run();
