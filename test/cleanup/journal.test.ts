import { appendFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatRegistration, parseJournal, readJournal } from '../../src/cleanup/journal.ts';
import { readStartTime } from '../../src/cleanup/process-life.ts';
import { JournaledRegistry } from '../../src/cleanup/registry.ts';
import type { Resource } from '../../src/cleanup/resource.ts';
import { run } from './rig.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const test = suite('journal');

const ODD_PATHS = [
  '/tmp/plain',
  '/tmp/with blanks and\ttabs',
  '/tmp/new\nline',
  '/tmp/ends with a new line\n\n',
  '/tmp/quotes \' " ` $(id) $HOME \\n \\',
  '/tmp/*?[a-z]',
  '/tmp/ümläut/ – 日本語/🙂',
  '-rf',
  '/tmp/%s %b \\0101',
  '/tmp/\u0001\u007f',
];

test('every resource comes back as it went in', () => {
  const resources: Resource[] = [
    ...ODD_PATHS.map((path) => ({ kind: 'file', path }) as const),
    { kind: 'container', name: 'buildrunner-0123456789-a_b.c' },
    { kind: 'image', name: 'buildrunner.local/buildrunner-0123456789/x:p1_a_b' },
    { kind: 'volume', name: 'v' },
    { kind: 'network', name: 'n' },
  ];
  const path = join(temporaryDirectory(), 'journal');
  const registry = new JournaledRegistry(path);
  for (const resource of resources) registry.register(resource);
  assert.equal(registry.list(), resources);
  assert.equal(
    readJournal(path).map(({ resource }) => resource),
    resources,
  );
  assert.is(statSync(path).mode & 0o777, 0o600);
});

for (const path of ODD_PATHS) {
  test(`the watchdog's shell reads the path ${JSON.stringify(path)} as it is`, async () => {
    const line = formatRegistration({ number: 1, resource: { kind: 'file', path }, startTime: null });
    const [, , value = ''] = line.trimEnd().split(' ');
    const script = 'value=$(printf %bx "$1"); printf %s "${value%x}"';
    for (const shell of [['sh'], ['busybox', 'sh'], ['bash']]) {
      const result = await run({ argv: [shell[0] ?? '', ...shell.slice(1), '-c', script, 'sh', value] });
      assert.is(result.stdout, path, shell.join(' '));
    }
  });
}

test('a registration is on disk when register returns, and taken back when forget does', () => {
  const path = join(temporaryDirectory(), 'journal');
  const registry = new JournaledRegistry(path);
  registry.register({ kind: 'container', name: 'a' });
  registry.register({ kind: 'container', name: 'b' });
  registry.register({ kind: 'container', name: 'a' });
  assert.is(readFileSync(path, 'utf8'), '+1 container a\n+2 container b\n');
  registry.forget({ kind: 'container', name: 'a' });
  registry.forget({ kind: 'container', name: 'never' });
  assert.is(readFileSync(path, 'utf8'), '+1 container a\n+2 container b\n-1\n');
  assert.equal(registry.list(), [{ kind: 'container', name: 'b' }]);
  assert.equal(readJournal(path), [{ number: 2, resource: { kind: 'container', name: 'b' }, startTime: null }]);
});

test('a process is noted with its start time', () => {
  const path = join(temporaryDirectory(), 'journal');
  new JournaledRegistry(path).register({ kind: 'process', id: process.pid });
  assert.equal(readJournal(path), [
    { number: 1, resource: { kind: 'process', id: process.pid }, startTime: readStartTime('self') },
  ]);
});

test('what was cut short or is not ours counts for nothing', () => {
  const text = '+1 container a\nrubbish\n+2 spaceship b\n+x container c\n+3 process 12x 5\n\n+4 container d';
  assert.equal(
    parseJournal(text).map(({ resource }) => resource),
    [{ kind: 'container', name: 'a' }],
  );
});

test('the journal of a long build stays short', () => {
  const path = join(temporaryDirectory(), 'journal');
  const registry = new JournaledRegistry(path);
  registry.register({ kind: 'container', name: 'first' });
  for (let id = 1; id <= 5000; id += 1) {
    registry.register({ kind: 'volume', name: `v${id}` });
    registry.forget({ kind: 'volume', name: `v${id}` });
  }
  registry.register({ kind: 'container', name: 'last' });
  assert.ok(statSync(path).size < 100_000);
  assert.equal(
    readJournal(path).map(({ resource }) => resource),
    [
      { kind: 'container', name: 'first' },
      { kind: 'container', name: 'last' },
    ],
  );
});

test('a journal that cannot be written is told of once, and the registry goes on', () => {
  const troubles: Error[] = [];
  const registry = new JournaledRegistry(join(temporaryDirectory(), 'no', 'journal'), (error) => troubles.push(error));
  registry.register({ kind: 'container', name: 'a' });
  registry.register({ kind: 'container', name: 'b' });
  assert.is(troubles.length, 1);
  assert.is(registry.list().length, 2);
});

test('a journal that is not there says nothing', () => {
  assert.equal(readJournal(join(temporaryDirectory(), 'none')), []);
});

test('a process that has written to it meanwhile loses nothing: lines are appended', () => {
  const path = join(temporaryDirectory(), 'journal');
  const registry = new JournaledRegistry(path);
  registry.register({ kind: 'container', name: 'a' });
  appendFileSync(path, '+77 container other\n');
  registry.register({ kind: 'container', name: 'b' });
  assert.equal(
    readJournal(path).map(({ number }) => number),
    [1, 77, 2],
  );
});

test.run();
