import { createReadStream } from 'node:fs';
import { explainDockerError } from '../docker/error.ts';
import type { DockerCommand } from '../docker/command.ts';
import { toInspectImageCommand } from '../docker/image.ts';
import { fail, succeed, type Failure, type Result } from '../failure.ts';
import { hasSucceeded, type Command, type CommandOptions, type CommandResult } from '../process/command.ts';
import type { ExecutionContext } from './context.ts';

export interface DockerCall {
  readonly docker: DockerCommand;
  /** What could not be done, for the message: `Container "x" could not be started`. */
  readonly problem: string;
  /** Milliseconds; null: as long as it takes. Absent: `--docker-timeout`. */
  readonly timeout?: number | null;
  readonly stdin?: Command['stdin'];
  readonly onOutput?: CommandOptions['onOutput'];
}

/** Runs one docker command; that it did not succeed is a failure in the engine's own words. */
export async function callDocker(context: ExecutionContext, call: DockerCall): Promise<Result<CommandResult>> {
  const result = await context.run(toCommand(call, context), {
    signal: context.signal,
    ...(call.onOutput === undefined ? {} : { onOutput: call.onOutput }),
  });
  return hasSucceeded(result) ? succeed(result) : fail(dockerFailure(call.problem, result));
}

/** Whether the engine has an image of that name now. */
export async function hasImage(image: string, context: ExecutionContext): Promise<boolean> {
  const command = toCommand({ docker: toInspectImageCommand(image) }, context);
  return hasSucceeded(await context.run(command, { signal: context.signal }));
}

/** The external command of a docker command: its environment by an unnamed file, never in argv. */
export function toCommand(call: Pick<DockerCall, 'docker' | 'stdin' | 'timeout'>, context: ExecutionContext): Command {
  const { argv, environmentText, inputFile, directory, processEnvironment } = call.docker;
  const text =
    environmentText === undefined ? undefined : { text: environmentText, directory: context.temporaryDirectory };
  const stdin = text ?? (inputFile === undefined ? call.stdin : createReadStream(inputFile));
  const timeout = call.timeout === undefined ? context.dockerTimeout : call.timeout;
  return {
    argv,
    ...(directory === undefined ? {} : { cwd: directory }),
    ...(processEnvironment === undefined ? {} : { env: processEnvironment }),
    ...(stdin === undefined ? {} : { stdin }),
    ...(timeout === null ? {} : { timeout }),
  };
}

/** Why a docker command did not succeed: kind `engine`, with the last of what docker said. */
export function dockerFailure(problem: string, result: CommandResult): Failure {
  const words = result.stderr.split('\n').filter((line) => line.trim() !== '');
  switch (result.ending) {
    case 'missing':
      return {
        kind: 'engine',
        summary: `${problem}: the program "${result.command.argv[0]}" was not found`,
        next: 'Install the docker command line client and put it on PATH',
      };
    case 'timed out':
      return {
        kind: 'engine',
        summary: `${problem}: docker did not answer within ${(result.command.timeout ?? 0) / 1000} s`,
        details: words.slice(-10),
        next: 'See whether the engine is alive with "docker version", or allow more time with --docker-timeout',
      };
    case 'aborted':
      return { kind: 'engine', summary: `${problem}: the build was ended` };
    case 'exited':
    case 'signalled': {
      const { reason, next } = explainDockerError(result.stderr);
      return {
        ...{ kind: 'engine', summary: `${problem}: ${reason}`, details: words.slice(-10) },
        ...(next === undefined ? {} : { next }),
      };
    }
    default:
      return result.ending satisfies never;
  }
}
