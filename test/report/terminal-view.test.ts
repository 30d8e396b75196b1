import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BuildEvent } from '../../src/report/event.ts';
import { eventually } from '../support/eventually.ts';
import { BEGINNING, createRig, emitAll, ending, output, STEP, WEB, type Rig } from './rig.ts';

const s = suite('terminal view');

const BUILD: readonly BuildEvent[] = [
  ...BEGINNING,
  { kind: 'operationStarted', id: 'p', step: 'one', title: 'Pulling image a' },
  { kind: 'operationFinished', id: 'p', step: 'one', duration: 2500, succeeded: true },
  { kind: 'operationStarted', id: 'q', step: 'one', title: 'Creating container' },
  { kind: 'operationFinished', id: 'q', step: 'one', duration: 90, succeeded: true },
  { kind: 'commandStarted', step: 'one', speaker: STEP, text: 'make\ntest\n' },
  output('compiling\n'),
  output('serving\n', { speaker: WEB }),
  { kind: 'commandFinished', step: 'one', speaker: STEP, text: 'make\n', exitCode: 0 },
  { kind: 'artifactCollected', step: 'one', path: 'one/a', properties: null, isListed: true },
  { kind: 'warned', step: 'one', text: 'nothing matches "x"' },
  { kind: 'imageTagged', step: 'one', reference: 'a:1', imageId: 'f' },
  { kind: 'stepFinished', step: 'one', result: 'passed', duration: 1234, failure: null },
  { kind: 'noticed', step: null, text: 'hello' },
  ending(),
];

const EXPECTED = `      00:00  Build main-1.Iabc.M0-42
one   00:00  ==> run
one   00:00  Pulling image a took 2.5 s
one   00:00  cmd> make
one   00:00  test
one   00:00  compiling
one   00:00  web | serving
one   00:00  artifact one/a
one   00:00  warning: nothing matches "x"
one   00:00  tagged a:1
one   00:00  passed in 1.2 s
      00:00  hello

Step  Result  Duration
one   passed     1.2 s

Build SUCCESS.
`;

async function shown(rig: Rig, events: readonly BuildEvent[]): Promise<string> {
  emitAll(rig.report, events);
  await rig.report.close();
  return rig.screen.text;
}

s('shows step and time before each line and leaves out the talk', async () => {
  assert.fixture(await shown(createRig({ isTTY: true }), BUILD), EXPECTED);
});

s('writes the plain log to build.log all the same', async () => {
  const rig = createRig({ isTTY: true, isColored: true });
  await shown(rig, BUILD);
  assert.match(rig.log(), /05,006 INFO {5}==> Running step: one:run\n/);
  assert.not.match(rig.log(), '\x1b');
});

s('shows the same text in colour', async () => {
  const text = await shown(createRig({ isTTY: true, isColored: true }), BUILD);
  assert.match(text, /\x1b\[32mpassed in 1\.2 s\x1b\[0m\n/);
  assert.fixture(text.replace(/\x1b\[\d*m/g, ''), EXPECTED);
});

s('leaves out times where they are disabled, and aligns by the steps to come', async () => {
  const rig = createRig({ isTTY: true, hasTimestamps: false, stepNames: ['one', 'a name much too long for a column'] });
  assert.match(await shown(rig, BUILD), `\none${' '.repeat(19)}==> run\n`);
});

s('tells what failed', async () => {
  const failure = { kind: 'step', summary: 'Command "false" failed' } as const;
  const text = await shown(createRig({ isTTY: true }), [
    ...BEGINNING,
    { kind: 'stepFinished', step: 'one', result: 'failed', duration: 60_000, failure },
    ending(false),
  ]);
  assert.fixture(
    text.split('==> run\n')[1] ?? '',
    `one   00:00  failed in 1 min 00 s: Command "false" failed

Step  Result  Duration
one   failed     1.2 s

Command "false" failed
  last line
See build.log.

Build ERROR.
`,
  );
});

s('repeats the head where a progress bar returns to the start of the line', async () => {
  const text = await shown(createRig({ isTTY: true }), [...BEGINNING, output('1 %\r2 %\n')]);
  assert.match(text, 'one   00:00  1 %\rone   00:00  2 %\n');
});

s('draws what goes on at the bottom and erases it before each line', async () => {
  const rig = createRig({ isTTY: true, isColored: true });
  emitAll(rig.report, [...BEGINNING, { kind: 'operationStarted', id: 'p', step: 'one', title: 'Pulling image a' }]);
  rig.time += 1000;
  await eventually(() => rig.screen.text.endsWith('\x1b[2mone: Pulling image a (00:01)\x1b[0m'), 1000);
  const drawn = rig.screen.text.length;
  rig.time += 50;
  const line: BuildEvent = { kind: 'noticed', step: 'one', text: 'hello' };
  emitAll(rig.report, [line, { kind: 'operationFinished', id: 'p', step: 'one', duration: 9, succeeded: true }]);
  await rig.report.close();
  const rest = rig.screen.text.slice(drawn).replace(/\x1b\[\d*m/g, '');
  assert.match(rest, /^\r\x1b\[Kone {3}00:01 {2}hello\n/);
  assert.not.match(rest, 'Pulling');
});

s('draws no status line and no escape sequence without colour', async () => {
  const rig = createRig({ isTTY: true });
  emitAll(rig.report, [...BEGINNING, { kind: 'operationStarted', id: 'p', step: 'one', title: 'Pulling image a' }]);
  rig.time += 5000;
  void rig.report.emit(output('a line\n'));
  await rig.report.close();
  assert.not.match(rig.screen.text, '\x1b');
});

s('leaves no status line behind when it must close at once', async () => {
  const rig = createRig({ isTTY: true, isColored: true });
  emitAll(rig.report, [...BEGINNING, { kind: 'commandStarted', step: 'one', speaker: STEP, text: 'make' }]);
  rig.time += 1000;
  await eventually(() => rig.screen.text.includes('one: make (00:01)'), 1000);
  void rig.report.emit({ kind: 'interrupted', signal: 'SIGINT' });
  rig.report.closeNow();
  const [, after = ''] = rig.screen.text.split('one: make (00:01)');
  assert.match(
    after.replace(/\x1b\[\d*m/g, ''),
    /^\r\x1b\[K {6}00:01 {2}Interrupted by SIGINT\n\nStep[^]*Build ERROR\.\n$/,
  );
});

s.run();
