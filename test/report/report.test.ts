import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BuildEvent } from '../../src/report/event.ts';
import { eventually } from '../support/eventually.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { BEGINNING, createRig, emitAll, ending, output, STEP, WEB } from './rig.ts';

const s = suite('report');

const BUILD: readonly BuildEvent[] = [
  ...BEGINNING,
  { kind: 'commandStarted', step: 'one', speaker: STEP, text: 'make\ntest\n' },
  output('compi'),
  output('trace\n', { stream: 'stderr' }),
  output('serving\n', { speaker: WEB }),
  output('ling\n\ndone'),
  { kind: 'outputEnded', step: 'one', speaker: STEP, stream: 'stdout' },
  { kind: 'commandFinished', step: 'one', speaker: STEP, text: 'make\n', exitCode: 0 },
  { kind: 'commandFinished', step: 'one', speaker: WEB, text: 'serve', exitCode: 137 },
  { kind: 'artifactCollected', step: 'one', path: 'one/a', properties: new Map([['push', true]]), isListed: true },
  { kind: 'artifactCollected', step: 'one', path: 'one/b', properties: new Map([['push', false]]), isListed: false },
  { kind: 'warned', step: 'one', text: 'nothing matches "x"' },
  { kind: 'stepFinished', step: 'one', result: 'passed', duration: 1234, failure: null },
];

const LINES = `INFO     
INFO     Global configuration is from: /etc/a.yaml, /b.yaml
INFO     Found run configuration in buildrunner.yaml
INFO     
INFO     Running step "one"
INFO     ________________________________________
INFO     ==> Running step: one:run
INFO     cmd> make
INFO     test
INFO     trace
INFO     [service-web] serving
INFO     compiling
INFO     
INFO     done
INFO     Command "make" exited with code 0
INFO     [service-web] Service command "serve" exited with code 137
INFO     Gathered artifact "one/a"
INFO     Gathered artifact "one/b"
WARNING  nothing matches "x"
INFO     
INFO     Finalizing build
INFO     ________________________________________
INFO     
INFO     Push not requested
INFO     
INFO     Writing artifact properties
INFO     
INFO     Step  Result  Duration
INFO     one   passed     1.2 s
INFO     
INFO     Build SUCCESS.
`;

const STAMPED = LINES.replace(/^(?=.)/gm, '2026-01-02 03:04:05,006 ');

s('writes the same stamped lines to a pipe and to build.log', async () => {
  const rig = createRig();
  emitAll(rig.report, [...BUILD, ending()]);
  await rig.report.close();
  assert.fixture(rig.screen.text, STAMPED);
  assert.fixture(rig.log(), STAMPED);
  assert.is(rig.errors.text, '');
});

s('leaves out times on the console alone where they are disabled', async () => {
  const rig = createRig({ hasTimestamps: false });
  emitAll(rig.report, [...BUILD, ending()]);
  await rig.report.close();
  assert.fixture(rig.screen.text, LINES);
  assert.fixture(rig.log(), STAMPED);
});

s('colours the console alone where that is asked for', async () => {
  const rig = createRig({ isColored: true });
  emitAll(rig.report, [...BUILD, ending()]);
  await rig.report.close();
  assert.match(rig.screen.text, /\x1b\[33m2026-01-02 03:04:05,006 WARNING  nothing matches "x"\x1b\[0m\n/);
  assert.fixture(rig.screen.text.replace(/\x1b\[\d*m/g, ''), STAMPED);
  assert.fixture(rig.log(), STAMPED);
});

s('names listed artifacts in artifacts.json', async () => {
  const rig = createRig();
  emitAll(rig.report, [...BUILD, ending()]);
  await rig.report.close();
  assert.equal(JSON.parse(rig.manifest()), { 'build.log': { type: 'log' }, 'one/a': { push: true } });
});

s('shows twenty artifacts of a step and counts the others; of images it shows the tags', async () => {
  const rig = createRig({ hasTimestamps: false });
  const image = new Map([['docker:image', 'sha256:f']]);
  emitAll(rig.report, [
    ...BEGINNING,
    { kind: 'artifactCollected', step: 'one', path: 'one/sha256:f', properties: image, isListed: true },
    ...Array.from({ length: 25 }, (_, index): BuildEvent => {
      return { kind: 'artifactCollected', step: 'one', path: `one/${index}`, properties: null, isListed: true };
    }),
    { kind: 'stepFinished', step: 'one', result: 'passed', duration: 1, failure: null },
  ]);
  await rig.report.close();
  const said = rig.screen.text.match(/Gathered.*/g) ?? [];
  assert.equal([said.length, said[0], said[20]], [21, 'Gathered artifact "one/0"', 'Gathered 5 more artifacts']);
  assert.is(Object.keys(JSON.parse(rig.manifest())).length, 27);
});

s('ends a failed build with what failed, what to do, and Build ERROR.', async () => {
  const rig = createRig({ hasTimestamps: false });
  const exit: BuildEvent = { kind: 'commandFinished', step: 'one', speaker: STEP, text: 'false', exitCode: 1 };
  emitAll(rig.report, [...BEGINNING, exit, ending(false)]);
  await rig.report.close();
  assert.fixture(
    rig.screen.text.split('==> Running step: one:run\n')[1] ?? '',
    `ERROR    Command "false" exited with code 1
INFO     
INFO     Writing artifact properties
INFO     
INFO     Step  Result  Duration
INFO     one   failed     1.2 s
INFO     
ERROR    Command "false" failed
ERROR      last line
ERROR    See build.log.
INFO     
ERROR    Build ERROR.
`,
  );
});

const WORDINGS: readonly (readonly [event: BuildEvent, lines: string])[] = [
  [
    {
      kind: 'stepFinished',
      step: 'one',
      result: 'failed as expected',
      duration: 1,
      failure: { kind: 'step', summary: 'Command "false" failed' },
    },
    'INFO     Step "one" failed: Command "false" failed\nINFO         Ignoring due to XFAIL\n',
  ],
  [
    { kind: 'imageTagged', step: 'one', reference: 'a:1', imageId: 'sha256:f' },
    'INFO     Tagged image sha256:f as "a:1"\n',
  ],
  [
    { kind: 'imagePushed', step: 'one', reference: 'a:1', imageId: 'sha256:f', digest: 'sha256:d' },
    'INFO     Pushed "a:1" as sha256:d\n',
  ],
  [{ kind: 'artifactWithdrawn', step: 'one', path: 'one/f' }, ''],
  [{ kind: 'noticed', step: null, text: 'a\nb' }, 'INFO     a\nINFO     b\n'],
  [{ kind: 'operationStarted', id: 'one/pull', step: 'one', title: 'Pulling image a' }, ''],
  [{ kind: 'cleanedUp', removed: ['a'] }, ''],
];

for (const [event, lines] of WORDINGS) {
  s(`says of ${event.kind}: ${JSON.stringify(lines)}`, async () => {
    const rig = createRig({ hasTimestamps: false });
    emitAll(rig.report, [...BEGINNING, event]);
    await rig.report.close();
    const [, said = ''] = rig.screen.text.split('==> Running step: one:run\n');
    assert.ok(said.startsWith(`${lines}INFO     \nINFO     Writing artifact`), said);
  });
}

s('tells operations and removals one by one when debugging', async () => {
  const rig = createRig({ hasTimestamps: false, isDebug: true });
  emitAll(rig.report, [
    { kind: 'operationStarted', id: 'build/pull', step: null, title: 'Pulling image a' },
    { kind: 'operationFinished', id: 'build/pull', step: null, duration: 1500, succeeded: true },
    { kind: 'cleanedUp', removed: ['a', 'b'] },
  ]);
  await rig.report.close();
  const expected = `DEBUG    Pulling image a (build/pull)
DEBUG    build/pull done after 1.5 s
DEBUG    Removed a, b
`;
  assert.fixture(rig.screen.text, expected);
});

s('passes any bytes on, line by line', async () => {
  const rig = createRig({ hasTimestamps: false });
  const bytes = Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 131) % 256));
  void rig.report.emit({ kind: 'stepStarted', step: 'one' });
  for (let at = 0; at < bytes.length; at += 7) void rig.report.emit(output(bytes.subarray(at, at + 7)));
  await rig.report.close();
  const [, shown = ''] = rig.screen.bytes.toString('latin1').split(`${'_'.repeat(40)}\n`);
  assert.ok(shown.replace(/^INFO {5}/gm, '') === `${bytes.toString('latin1')}\n`);
});

s('holds back what happens in steps that have not begun', async () => {
  const rig = createRig({ hasTimestamps: false });
  emitAll(rig.report, [
    { kind: 'noticed', step: 'two', text: 'of two' },
    { kind: 'warned', step: 'never', text: 'of a step that never begins' },
    ...BEGINNING,
    { kind: 'noticed', step: 'one', text: 'of one' },
    { kind: 'stepStarted', step: 'two' },
    ending(),
  ]);
  await rig.report.close();
  const said = rig.screen.text.split('\n').filter((line) => / of (one|two|a step)|step "|Build/.test(line));
  assert.equal(said, [
    'INFO     Running step "one"',
    'INFO     of one',
    'INFO     Running step "two"',
    'INFO     of two',
    'WARNING  of a step that never begins',
    'INFO     Build SUCCESS.',
  ]);
});

s('asks producers to wait while the console is behind, and loses nothing', async () => {
  const rig = createRig();
  rig.screen.isStuck = true;
  void rig.report.emit({ kind: 'stepStarted', step: 'one' });
  const chunk = `${'x'.repeat(999)}\n`.repeat(300);
  assert.is(rig.report.emit(output(chunk)), undefined);
  let count = 1;
  let pending = rig.report.emit(output(chunk));
  count++;
  while (pending === undefined) {
    pending = rig.report.emit(output(chunk));
    count++;
  }
  assert.ok(count < 10);
  let isSettled = false;
  const waiting = pending.then(() => (isSettled = true));
  await eventually(() => rig.screen.bytes.length > 0, 1000);
  assert.not(isSettled);
  rig.screen.resume();
  await waiting;
  await rig.report.close();
  assert.is(rig.screen.text.match(/x{999}\n/g)?.length, count * 300);
  assert.is(rig.log().match(/x{999}\n/g)?.length, count * 300);
});

s('goes on with build.log when the reader of the console is gone', async () => {
  const rig = createRig();
  emitAll(rig.report, BEGINNING);
  rig.screen.isStuck = true;
  void rig.report.emit(output('x\n'.repeat(1_000_000)));
  rig.screen.breakPipe();
  emitAll(rig.report, BUILD.slice(BEGINNING.length));
  await rig.report.emit(output('after\n'));
  await rig.report.close();
  assert.match(rig.log(), /INFO {5}after\n/);
});

s('warns once of a full disk and goes on', async () => {
  const directory = temporaryDirectory();
  symlinkSync('/dev/full', join(directory, 'build.log'));
  const rig = createRig({ resultsDirectory: directory });
  emitAll(rig.report, BEGINNING);
  await eventually(() => rig.screen.text.includes('WARNING'), 1000);
  emitAll(rig.report, [output('more\n'), ending()]);
  await rig.report.close();
  assert.equal(rig.screen.text.match(/WARNING.*/g), [
    'WARNING  "build.log" is incomplete: ENOSPC: no space left on device, write',
  ]);
  assert.match(rig.screen.text, /more\n[^]*Build SUCCESS\.\n$/);
});

s('warns of a build.log that cannot be begun and goes on', async () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, 'build.log'));
  const rig = createRig({ resultsDirectory: directory });
  await Promise.resolve();
  emitAll(rig.report, [...BEGINNING, ending()]);
  await rig.report.close();
  assert.match(rig.screen.text, /WARNING {2}"build\.log" is incomplete: EISDIR.*\n[^]*Build SUCCESS/);
});

s('warns of a kept artifacts.json that is broken', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'artifacts.json'), '{');
  const rig = createRig({ resultsDirectory: directory });
  emitAll(rig.report, [...BEGINNING, ending()]);
  await rig.report.close();
  assert.match(rig.log(), /WARNING {2}The kept "artifacts\.json" is started anew: /);
  assert.equal(JSON.parse(rig.manifest()), { 'build.log': { type: 'log' } });
});

s('begins build.log anew', async () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'build.log'), 'old '.repeat(10_000));
  const rig = createRig({ resultsDirectory: directory });
  emitAll(rig.report, [...BUILD, ending()]);
  await rig.report.close();
  assert.fixture(rig.log(), STAMPED);
});

s('closes at once when interrupted: log, manifest and summary are there', () => {
  const rig = createRig();
  emitAll(rig.report, [...BUILD.slice(0, 7), output('no end'), BUILD[10] ?? ending()]);
  rig.time += 2500;
  emitAll(rig.report, [
    { kind: 'interrupted', signal: 'SIGTERM' },
    { kind: 'cleanedUp', removed: ['process 3', 'process 4', 'container "a"', 'network "b"'] },
  ]);
  rig.report.closeNow();
  const end = `INFO     
INFO     Step  Result       Duration
INFO     one   interrupted     2.5 s
INFO     
ERROR    The build was ended by SIGTERM
INFO     
ERROR    Build ERROR.
`.replace(/^(?=.)/gm, '2026-01-02 03:04:07,506 ');
  assert.ok(rig.log().endsWith(end), rig.log());
  assert.ok(rig.screen.text.endsWith(end));
  assert.match(rig.log(), /compi/);
  assert.is.not(rig.log().indexOf('no end\n'), -1);
  assert.match(rig.log(), /ERROR {4}Interrupted by SIGTERM\n/);
  assert.is(
    rig.errors.text,
    'buildrunner cleanup: removing all that this build made\nbuildrunner cleanup: removed 2 processes, 1 container, 1 network\n',
  );
});

s('names on stderr and in build.log what cleanup could not remove', async () => {
  const rig = createRig();
  emitAll(rig.report, [
    ...BEGINNING,
    { kind: 'cleanupFailed', left: ['c1', 'n1'], reason: 'the engine does not answer', commands: ['docker rm -f c1'] },
    ending(),
  ]);
  await rig.report.close();
  const lines = [
    'buildrunner cleanup: could not remove c1, n1: the engine does not answer',
    'To remove them:',
    '  docker rm -f c1',
  ];
  assert.is(rig.errors.text, `${lines.join('\n')}\n`);
  assert.not.match(rig.screen.text, 'could not remove');
  for (const line of lines) assert.is.not(rig.log().indexOf(`WARNING  ${line}\n`), -1);
});

s('still says on stderr what cleanup could not remove after the report was closed', async () => {
  const rig = createRig();
  await rig.report.close();
  void rig.report.emit({ kind: 'cleanupFailed', left: ['container "c"'], reason: 'no answer', commands: [] });
  assert.is(rig.errors.text, 'buildrunner cleanup: could not remove container "c": no answer\n');
});

const QUICK = { announceAfter: 0, reportAfter: 2000, remindAfter: 60_000, tick: 5 };

s('announces long work, reminds of it, and says how long it took', async () => {
  const rig = createRig({ hasTimestamps: false, patience: QUICK });
  void rig.report.emit({ kind: 'operationStarted', id: 'p', step: null, title: 'Pulling image a' });
  await eventually(() => rig.screen.text.includes('Pulling image a\n'), 1000);
  rig.time += 61_000;
  await eventually(() => rig.screen.text.includes('Still running'), 1000);
  void rig.report.emit({ kind: 'operationFinished', id: 'p', step: null, duration: 61_500, succeeded: true });
  await rig.report.close();
  assert.is(
    rig.screen.text,
    `INFO     Pulling image a
INFO     Still running: Pulling image a (01:01)
INFO     Pulling image a took 1 min 02 s
`,
  );
});

s('is silent about short work', async () => {
  const rig = createRig({ patience: { ...QUICK, announceAfter: 1000 } });
  emitAll(rig.report, [
    { kind: 'operationStarted', id: 'p', step: null, title: 'Pulling image a' },
    { kind: 'operationFinished', id: 'p', step: null, duration: 1999, succeeded: true },
  ]);
  await rig.report.close();
  assert.is(rig.screen.text, '');
});

s.run();
