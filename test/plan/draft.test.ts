import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Draft } from '../../src/plan/draft.ts';
import { planInput, type Circumstances } from './input.ts';

const s = suite('names and labels of what a build makes');

async function draft(given: Circumstances = {}): Promise<Draft> {
  return new Draft(await planInput('steps: {one: {run: {image: "a:1"}}}', given));
}

const LONG = 'x'.repeat(60);

const names: readonly [string, string, string][] = [
  ['one', 'buildrunner-0-one-step', 'buildrunner-0/one-step'],
  ['A.b_c-1', 'buildrunner-0-A.b_c-1-step', 'buildrunner-0/a-b-c-1.1armf8o-step'],
  ['two words', 'buildrunner-0-two-words.19b0pfw-step', 'buildrunner-0/two-words.19b0pfw-step'],
  ['größe', 'buildrunner-0-gr-e.ajot36-step', 'buildrunner-0/gr-e.ajot36-step'],
  ['日本', 'buildrunner-0-qmsg4k-step', 'buildrunner-0/qmsg4k-step'],
  ['-', 'buildrunner-0-b41feg-step', 'buildrunner-0/b41feg-step'],
  ['_', 'buildrunner-0-_-step', 'buildrunner-0/1oi0h9q-step'],
  ['a___b', 'buildrunner-0-a___b-step', 'buildrunner-0/a-b.1yf7unz-step'],
  ['.hidden', 'buildrunner-0-hidden.js0879-step', 'buildrunner-0/hidden.js0879-step'],
  [LONG, `buildrunner-0-${'x'.repeat(40)}.fhjhv9-step`, `buildrunner-0/${'x'.repeat(40)}.fhjhv9-step`],
];
for (const [step, name, path] of names) {
  s(`calls what step ${JSON.stringify(step)} makes ${name}`, async () => {
    assert.is((await draft()).name(step, 'step'), name);
    assert.is((await draft()).imageName(step, 'step'), `buildrunner.local/${path}:owner.1`);
  });
}

s('gives one name to the same parts, however often it is asked', async () => {
  const one = await draft();
  assert.is(one.name('a', 'b-c'), one.name('a', 'b-c'));
  assert.is(one.imageName('a', 'b-c'), one.imageName('a', 'b-c'));
});

const PAIRS: readonly (readonly [readonly string[], readonly string[]])[] = [
  [
    ['a', 'b-c'],
    ['a-b', 'c'],
  ],
  [
    ['a b', 'step'],
    ['a-b', 'step'],
  ],
  [
    ['a b', 'step'],
    ['a?b', 'step'],
  ],
  [
    ['A', 'step'],
    ['a', 'step'],
  ],
  [
    [`${LONG}1`, 'step'],
    [`${LONG}2`, 'step'],
  ],
  [
    ['_', 'step'],
    ['__', 'step'],
  ],
];
for (const [one, other] of PAIRS) {
  s(`never gives ${one.join(' and ').slice(0, 20)} and ${other.join(' and ').slice(0, 20)} the same name`, async () => {
    const planned = await draft();
    assert.is.not(planned.name(...one), planned.name(...other));
    assert.is.not(planned.imageName(...one), planned.imageName(...other));
  });
}

s('labels with build, owner, step and role, and what the user wants besides', async () => {
  const containerLabels = new Map([
    ['team', 'a'],
    ['buildrunner.owner', 'stranger'],
    ['buildrunner.step', 'stranger'],
    ['buildrunner.note', 'kept'],
  ]);
  const planned = await draft({ flags: { containerLabels } });
  const common = { 'buildrunner.build': 'buildrunner-0', 'buildrunner.owner': 'owner.1' };
  const more = { team: 'a', 'buildrunner.note': 'kept' };
  const step = { ...common, 'buildrunner.step': 'one', 'buildrunner.role': 'service', ...more };
  assert.equal(Object.fromEntries(planned.labels('one', 'service')), step);
  assert.equal(Object.fromEntries(planned.labels(null, 'source')), {
    ...common,
    'buildrunner.role': 'source',
    ...more,
  });
});

s.run();
