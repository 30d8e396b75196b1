import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Palette, shouldColor } from '../../src/report/color.ts';

const s = suite('color');

interface Row {
  readonly isTerminal: boolean;
  readonly isNoColor: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly expected: boolean;
}

const ROWS: readonly Row[] = [
  { isTerminal: true, isNoColor: false, env: {}, expected: true },
  { isTerminal: false, isNoColor: false, env: {}, expected: false },
  { isTerminal: true, isNoColor: true, env: {}, expected: false },
  { isTerminal: true, isNoColor: false, env: { NO_COLOR: '1' }, expected: false },
  { isTerminal: true, isNoColor: false, env: { NO_COLOR: '' }, expected: true },
  { isTerminal: true, isNoColor: false, env: { TERM: 'dumb' }, expected: false },
  { isTerminal: false, isNoColor: false, env: { FORCE_COLOR: '1' }, expected: true },
  { isTerminal: true, isNoColor: false, env: { FORCE_COLOR: '0' }, expected: false },
  { isTerminal: true, isNoColor: true, env: { FORCE_COLOR: '1' }, expected: false },
  { isTerminal: true, isNoColor: false, env: { FORCE_COLOR: '1', NO_COLOR: '1' }, expected: false },
];

for (const { expected, ...console } of ROWS) {
  s(`is ${expected ? 'on' : 'off'} for ${JSON.stringify(console)}`, () => {
    assert.is(shouldColor(console), expected);
  });
}

s('gives a name the same colour again and others another', () => {
  const palette = new Palette();
  assert.is(palette.colorOf('a'), palette.colorOf('a'));
  assert.is.not(palette.colorOf('a'), palette.colorOf('b'));
});

s.run();
