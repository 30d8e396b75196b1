import { statSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { beginStep, beginTask, endStep } from '../../../src/execute/runners/step.ts';
import type { Outcome } from '../../../src/execute/scheduler.ts';
import { StepClock } from '../../../src/execute/step-clock.ts';
import type { Failure } from '../../../src/failure.ts';
import type { EndStep } from '../../../src/plan/operation.ts';
import { memoryContext } from '../context.ts';
import { succeeded } from './rig.ts';

const s = suite('the begin and end of a step');

const COMMON = { step: 'one', dependsOn: [], cause: 'steps.one' } as const;

function end(follows: readonly string[], expectsFailureOf: string | null): EndStep {
  return { ...COMMON, id: 'one/end', kind: 'endStep', follows, expectsFailureOf };
}

function failure(summary: string): Failure {
  return { kind: 'step', summary };
}

const GOOD: Outcome = { kind: 'succeeded' };
const BAD: Outcome = { kind: 'failed', failure: failure('it failed') };
const SKIPPED: Outcome = { kind: 'skipped', failure: failure('what it needs failed') };
const NOT_EXPECTED = 'Step "one" has passed, but its "xfail: true" says that it must fail';

interface Row {
  readonly name: string;
  readonly outcomes: readonly Outcome[];
  readonly isExpected?: boolean;
  readonly run?: Outcome;
  readonly result: string;
  /** The summary of the failure that the step ends with; null: the build goes on. */
  readonly problem: string | null;
}

const rows: readonly Row[] = [
  { name: 'all has succeeded', outcomes: [GOOD, GOOD], result: 'passed', problem: null },
  { name: 'something failed', outcomes: [GOOD, BAD], result: 'failed', problem: 'it failed' },
  { name: 'something was skipped', outcomes: [GOOD, SKIPPED], result: 'failed', problem: 'what it needs failed' },
  {
    name: 'a failure comes behind what was skipped',
    outcomes: [SKIPPED, BAD],
    result: 'failed',
    problem: 'it failed',
  },
  {
    name: 'its run has failed, as expected',
    outcomes: [BAD],
    isExpected: true,
    result: 'failed as expected',
    problem: null,
  },
  { name: 'its run should have failed', outcomes: [GOOD], isExpected: true, result: 'failed', problem: NOT_EXPECTED },
  {
    name: 'its run has never begun, which is not what was expected',
    outcomes: [BAD],
    isExpected: true,
    run: SKIPPED,
    result: 'failed',
    problem: 'it failed',
  },
];

for (const { name, outcomes, isExpected, run, result, problem } of rows) {
  s(`ends a step as "${result}" where ${name}`, async () => {
    const context = memoryContext();
    const ids = outcomes.map((_, index) => String(index));
    const all = new Map([...ids.map((id, index) => [id, outcomes[index] ?? GOOD] as const), ['run', run ?? GOOD]]);
    const ended = await endStep(end(ids, isExpected === true ? 'run' : null), context, all);
    assert.is(ended.ok ? null : ended.failure.summary, problem);
    const [event] = context.events;
    assert.is(event?.kind, 'stepFinished');
    if (event?.kind === 'stepFinished') {
      assert.is(event.result, result);
      const told = result === 'failed as expected' ? 'it failed' : problem;
      assert.is(event.failure?.summary ?? null, told);
    }
    assert.equal(
      context.clock.summaries(['one']).map((summary) => summary.result),
      [result],
    );
  });
}

s('makes the folder of the results when a step begins, and tells of step and task', async () => {
  const context = memoryContext();
  succeeded(await beginStep({ ...COMMON, id: 'one/begin', kind: 'beginStep', follows: [] }, context));
  succeeded(await beginTask({ ...COMMON, id: 'one/run', kind: 'beginTask', task: 'run', follows: [] }, context));
  assert.ok(statSync(join(context.facts.resultsDirectory, 'one')).isDirectory());
  assert.equal(context.events, [
    { kind: 'stepStarted', step: 'one' },
    { kind: 'taskStarted', step: 'one', task: 'run' },
  ]);
});

s('measures a step from its begin to its end, and knows those that never began', () => {
  let time = 1000;
  const clock = new StepClock(() => time);
  clock.begin('one');
  time = 3500;
  assert.equal(clock.end('one', 'passed'), { name: 'one', result: 'passed', duration: 2500 });
  clock.begin('two');
  time = 4000;
  assert.equal(clock.summaries(['one', 'two', 'three']), [
    { name: 'one', result: 'passed', duration: 2500 },
    { name: 'two', result: 'failed', duration: 500 },
    { name: 'three', result: 'skipped', duration: 0 },
  ]);
});

s.run();
