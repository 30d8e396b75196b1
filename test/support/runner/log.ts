import type { Outcome } from './test-file.ts';

/** A finished file or check as lines: one when it passed, what it printed and what failed otherwise. */
export function formatOutcome(outcome: Outcome): string[] {
  const seconds = `${(outcome.duration / 1000).toFixed(1)} s`.padStart(7);
  const count = String(outcome.passed).padStart(4);
  if (outcome.failures.length === 0) return [`ok    ${count}  ${seconds}  ${outcome.name}`];
  const output = outcome.output.split('\n').filter((line) => line.trim() !== '');
  return [
    `FAIL  ${count}  ${seconds}  ${outcome.name}`,
    ...output.map((line) => `        | ${line}`),
    ...outcome.failures.map((failure) => `        ${failure}`),
  ];
}

/** The end of the log: every failure once more, and as the last line the counts. */
export function formatClosing(outcomes: readonly Outcome[]): string[] {
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failures = outcomes.flatMap(({ name, failures }) => failures.map((failure) => `  ${name}: ${failure}`));
  const list = failures.length === 0 ? [] : ['', 'Failed:', ...failures.map((text) => text.split('\n', 1)[0] ?? '')];
  return [...list, '', `${passed} passed, ${failures.length} failed`];
}
