import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toEnvironmentArgs } from '../../src/docker/environment.ts';
import { FailureError } from '../../src/failure.ts';

const s = suite('the environment of a docker command');

const FILE = ['--env-file', '/dev/stdin'];
const LONG = 'x'.repeat(60_001);

const ROWS = [
  ['a plain value is a line of the file', 'A', 'b', { args: FILE, environmentText: 'A=b\n' }],
  ['blanks, quotes, commas and # stay as they are', 'A', ' "b", #c ', { args: FILE, environmentText: 'A= "b", #c \n' }],
  ['an empty value is a value', 'A', '', { args: FILE, environmentText: 'A=\n' }],
  [
    'docker reads variables of its own in the file',
    'DOCKER_HOST',
    'x',
    { args: FILE, environmentText: 'DOCKER_HOST=x\n' },
  ],
  ['line ends', 'A', 'b\nc', { args: ['--env', 'A'], processEnvironment: { A: 'b\nc' } }],
  ['a carriage return at the end', 'A', 'b\r', { args: ['--env', 'A'], processEnvironment: { A: 'b\r' } }],
  ['a very long value', 'A', LONG, { args: ['--env', 'A'], processEnvironment: { A: LONG } }],
  ['a name that looks like a comment', '#A', 'b', { args: ['--env', '#A'], processEnvironment: { '#A': 'b' } }],
  ['a name with a blank', 'A B', 'b', { args: ['--env', 'A B'], processEnvironment: { 'A B': 'b' } }],
  ['null takes the variable away', 'A', null, { args: ['--env', 'A'], processEnvironment: { A: null } }],
  ['null for a variable that docker itself reads has no effect', 'HOME', null, { args: [] }],
  ['null for a proxy has no effect', 'https_proxy', null, { args: [] }],
] as const;

for (const [what, name, value, expected] of ROWS) {
  s(what, () => assert.equal(toEnvironmentArgs(new Map([[name, value]]), String), expected));
}

s('a value with line ends for a variable that docker itself reads is refused', () => {
  let failure: unknown = null;
  try {
    toEnvironmentArgs(new Map([['HOME', 'a\nb']]), String);
  } catch (error) {
    failure = error instanceof FailureError ? error.failure : error;
  }
  assert.equal(failure, {
    kind: 'configuration',
    summary: 'The value of "HOME" has line ends or is too long, which docker cannot be given for this variable',
    next: 'Write the value of "HOME" on one line, or set the variable in the command that needs it',
  });
});

s.run();
