import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { LateValues } from '../../src/execute/late-values.ts';

const s = suite('texts that are known late');

s('gives a text as it is, and what operations have yielded, each kind by itself', () => {
  const late = new LateValues();
  late.setContainerId('a', 'id of a');
  late.setAddress('a', '10.0.0.1');
  assert.is(late.resolve('text'), 'text');
  assert.is(late.resolve({ late: 'containerId', from: 'a' }), 'id of a');
  assert.is(late.resolve({ late: 'address', from: 'a' }), '10.0.0.1');
});

s('throws for what is not known yet', () => {
  const late = new LateValues();
  late.setContainerId('a', 'id of a');
  assert.throws(
    () => late.resolve({ late: 'containerId', from: 'b' }),
    'containerId of operation "b" is not known yet',
  );
  assert.throws(() => late.resolve({ late: 'address', from: 'a' }), 'address of operation "a" is not known yet');
});

s.run();
