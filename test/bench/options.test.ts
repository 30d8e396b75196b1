import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseBenchOptions } from './options.ts';

const s = suite('bench/options');

s('without words, everything is measured with the image of the set-up', () => {
  assert.equal(parseBenchOptions([]), {
    names: [],
    isQuick: false,
    isJson: false,
    reference: undefined,
    referenceConfig: undefined,
    image: 'buildrunner-base:1',
  });
});

s('words are parts of names, and flags may stand anywhere', () => {
  const argv = [
    'abort',
    '--quick',
    '--json',
    '--reference',
    '/opt/b',
    '--reference-config=/c',
    '--image',
    'i',
    'memory',
  ];
  assert.equal(parseBenchOptions(argv), {
    names: ['abort', 'memory'],
    isQuick: true,
    isJson: true,
    reference: '/opt/b',
    referenceConfig: '/c',
    image: 'i',
  });
});

s('help is asked for, and an unknown flag is refused', () => {
  assert.is(parseBenchOptions(['--help']), 'help');
  assert.throws(() => parseBenchOptions(['--fast']), /--fast/);
});

s.run();
