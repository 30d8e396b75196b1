import * as uvu from 'uvu';
import type { Callback, Test } from 'uvu';
import type { Report } from './message.ts';

/** Milliseconds that a test or hook has when its suite's state names no `timeout`. */
const DEFAULT_TIMEOUT = 30_000;

interface Supervision {
  /** Runs the tests whose "suite > test" it accepts. */
  readonly accepts: (name: string) => boolean;
  readonly report: Report;
}

interface Counts {
  registered: number;
  selected: number;
  skipped: number;
  only: number;
}

let supervision: Supervision = { accepts: () => true, report: () => {} };
const counts: Counts = { registered: 0, selected: 0, skipped: 0, only: 0 };
/** Suites with tests that `run()` has not been called for. */
const forgotten = new Map<object, string>();

/** Says what to run and whom to tell; before the test file is loaded. */
export function superviseSuites(given: Supervision): void {
  supervision = given;
}

/** Runs what the test file registered, by uvu's own `exec`. */
export async function runSuites(): Promise<Counts> {
  for (const name of forgotten.values()) {
    supervision.report({ kind: 'problem', text: `the suite "${name}" is never run: call its run() at the end` });
  }
  try {
    await uvu.exec();
  } catch {
    // Only a hook can do that, and it has been reported.
  }
  return counts;
}

/**
 * Stands in for uvu's `suite`: the same, but each test and hook has a time limit and is reported. uvu alone stays
 * green when a hook throws, when `run()` is forgotten and on a stray `.only`.
 *
 * @param state may name `timeout`, in milliseconds, for every test and hook of the suite.
 */
export function suite<State = Record<string, unknown>>(name = '', state?: State): Test<State> {
  const inner = uvu.suite<State>(name, state);
  const limit = timeoutOf(state);
  let selected = 0;

  const adder = (add: (title: string, handler: Callback<State>) => void, key: keyof Counts) => {
    return (title: string, handler: Callback<State>): void => {
      const fullName = `${name} > ${title}`;
      forgotten.set(inner, name);
      counts[key] += 1;
      if (key === 'only') counts.registered += 1;
      if (!supervision.accepts(fullName)) return;
      counts.selected += 1;
      selected += 1;
      add(title, superviseTest(fullName, limit, handler));
    };
  };
  const hook = (add: (handler: Callback<State>) => void, kind: string) => (handler: Callback<State>) => {
    add(superviseHook(`${kind} of "${name}"`, limit, handler));
  };

  return Object.assign(adder(inner, 'registered'), {
    only: adder(inner.only, 'only'),
    skip: () => {
      counts.skipped += 1;
    },
    before: Object.assign(hook(inner.before, 'before'), { each: hook(inner.before.each, 'before.each') }),
    after: Object.assign(hook(inner.after, 'after'), { each: hook(inner.after.each, 'after.each') }),
    run: () => {
      forgotten.delete(inner);
      if (selected > 0) inner.run();
    },
  });
}

/** Stands in for uvu's own nameless suite. */
export const test = suite();

function superviseTest<State>(name: string, limit: number, handler: Callback<State>): Callback<State> {
  return async (context) => {
    supervision.report({ kind: 'began', name, limit });
    const started = performance.now();
    const end = (passed: boolean) => {
      supervision.report({ kind: 'testEnded', name, passed, duration: performance.now() - started });
    };
    try {
      await within(limit, async () => handler(context));
    } catch (error) {
      end(false);
      throw error;
    }
    end(true);
  };
}

function superviseHook<State>(name: string, limit: number, handler: Callback<State>): Callback<State> {
  return async (context) => {
    supervision.report({ kind: 'began', name, limit });
    try {
      await within(limit, async () => handler(context));
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      supervision.report({ kind: 'problem', text: `the hook ${name} threw: ${reason}` });
      throw error;
    } finally {
      supervision.report({ kind: 'hookEnded' });
    }
  };
}

async function within(limit: number, work: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`timed out after ${limit} ms`)), limit);
  });
  try {
    await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

function timeoutOf(state: unknown): number {
  const isNamed = typeof state === 'object' && state !== null && 'timeout' in state;
  return isNamed && typeof state.timeout === 'number' ? state.timeout : DEFAULT_TIMEOUT;
}
