import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BuildEvent } from '../../src/report/event.ts';
import { HeldEvents } from '../../src/report/held-events.ts';
import { output } from './rig.ts';

const s = suite('held events');

const start: BuildEvent = { kind: 'stepStarted', step: 'one' };
const pull: BuildEvent = { kind: 'operationStarted', id: 'p', step: 'one', title: 'Pulling' };
const warning: BuildEvent = { kind: 'warned', step: 'one', text: 'careful' };
const global: BuildEvent = { kind: 'noticed', step: null, text: 'hello' };
const skipped: BuildEvent = { kind: 'stepFinished', step: 'one', result: 'skipped', duration: 0, failure: null };

s('shows what belongs to no step at once', () => {
  assert.equal(new HeldEvents().admit(global), [global]);
});

s('shows events of a step once it begins, in order', () => {
  const held = new HeldEvents();
  assert.equal([...held.admit(pull), ...held.admit(warning)], []);
  assert.equal(held.admit(start), [start, pull, warning]);
  assert.ok(held.hasBegun('one'));
  assert.equal(held.admit(pull), [pull]);
});

s('of a step that never ran, shows the warnings and the end', () => {
  const held = new HeldEvents();
  held.admit(pull);
  held.admit(warning);
  assert.equal(held.admit(skipped), [warning, skipped]);
});

s('gives out warnings that are left at the end', () => {
  const held = new HeldEvents();
  held.admit(pull);
  held.admit(warning);
  assert.equal(held.release(), [warning]);
  assert.equal(held.release(), []);
});

s('shows output early rather than hold more than 4 MiB, and loses none', () => {
  const held = new HeldEvents();
  const chunk = output(Buffer.alloc(1024 * 1024));
  const shown = Array.from({ length: 6 }, () => held.admit(chunk).length);
  assert.equal(shown, [0, 0, 0, 4, 1, 1]);
});

s.run();
