import { formatFailure, type Failure } from '../failure.ts';

/** Tells a failure on standard error, and returns it. */
export function tellFailure(failure: Failure): Failure {
  process.stderr.write(`${formatFailure(failure).join('\n')}\n`);
  return failure;
}
