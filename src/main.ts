import { parseCommandLine, type ProgramName } from './cli/parse.ts';
import { readVersion } from './cli/version.ts';
import { exitCodeOf, formatFailure, type Failure } from './failure.ts';
import { describeInternalError, isLostReader } from './internal-error.ts';

/**
 * Runs the program. What a command needs is loaded when it runs, so that `--version` and `--help` start fast.
 *
 * @param argv the words after the program's name.
 */
export async function main(argv: readonly string[], program: ProgramName): Promise<void> {
  process.on('uncaughtException', onUncaught);
  const parsed = parseCommandLine(argv, program);
  if (!parsed.ok) {
    complain(parsed.failure);
    return;
  }
  const invocation = parsed.value;
  switch (invocation.command) {
    case 'version':
      process.stdout.write(`${readVersion()}\n`);
      return;
    case 'help':
      process.stdout.write(invocation.text);
      return;
    default: {
      const { runCommand } = await import('./commands/run.ts');
      const failure = await runCommand(invocation);
      if (failure !== null) process.exitCode = exitCodeOf(failure);
      await exitWhenWritten();
    }
  }
}

/** Exits without taking the heap apart, which is over with the process anyway: that would take ten milliseconds. */
async function exitWhenWritten(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength > 0) await new Promise((resolve) => stream.write('', resolve));
  }
  process.exit();
}

/**
 * An internal error ends the program, but a build that has begun ends in its own way (the trap in cleanup/). That nobody
 * reads what we write (`| head`) is no reason to end.
 */
function onUncaught(error: unknown): void {
  if (isLostReader(error) || process.listenerCount('uncaughtException') > 1) return;
  process.stderr.write(`Internal error: ${describeInternalError(error)}\n`);
  process.stderr.write('This is a fault of buildrunner itself. Report it with these lines.\n');
  process.exitCode = 1;
  void exitWhenWritten();
}

function complain(failure: Failure): void {
  process.stderr.write(`${formatFailure(failure).join('\n')}\n`);
  process.exitCode = exitCodeOf(failure);
}
