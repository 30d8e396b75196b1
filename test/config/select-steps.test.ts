import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { selectSteps } from '../../src/config/select-steps.ts';
import { messageOf } from './loading.ts';

const s = suite('config/select-steps');

const buildFile = { steps: new Map(['compile', 'test', 'package'].map((name) => [name, {}])) };

const rows: readonly (readonly [readonly string[], readonly string[]])[] = [
  [[], ['compile', 'test', 'package']],
  [['test'], ['test']],
  [
    ['package', 'compile', 'package'],
    ['compile', 'package'],
  ],
];
for (const [names, expected] of rows) {
  s(`selects ${expected.join(', ')} for [${names.join(', ')}]`, () => {
    const result = selectSteps(buildFile, names);
    assert.equal(result.ok && result.value, expected);
  });
}

s('names the steps that do not exist, and those that do', () => {
  const result = selectSteps(buildFile, ['tset', 'test', 'zzz']);
  assert.is(
    messageOf(result),
    'The following steps do not exist: "tset", "zzz"\nDid you mean "test"? The steps are "compile", "test", "package".',
  );
  assert.is(result.ok ? '' : result.failure.kind, 'configuration');
});

s.run();
