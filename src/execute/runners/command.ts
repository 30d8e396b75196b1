import { toExecCommand } from '../../docker/exec.ts';
import { toStateCommand } from '../../docker/inspect.ts';
import { fail, succeed, type Failure, type Result } from '../../failure.ts';
import type { ExecInContainer, Speaker } from '../../plan/operation.ts';
import type { ExecutionContext } from '../context.ts';
import { callDocker, dockerFailure } from '../docker-call.ts';
import { follow, type FollowedCommand } from '../follow.ts';

/** Runs a command in a running container, or only starts it where it runs beside the step. */
export async function execInContainer(operation: ExecInContainer, context: ExecutionContext): Promise<Result<void>> {
  const { step, speaker, shown } = operation;
  if (shown !== null) await context.emit({ kind: 'commandStarted', step, speaker, text: shown });
  const docker = toExecCommand(operation, (text) => context.late.resolve(text));
  const running = follow(context, docker, { step, speaker });
  const exitCode = finish(operation, context, running);
  if (operation.isBackground) {
    const ended = exitCode.then((result) => (result.ok ? result.value : null));
    context.backgrounds.add(operation.container, { ended, isContainer: false, lastLines: running.lastLines });
    return succeed(undefined);
  }
  const result = await exitCode;
  if (!result.ok) return result;
  if (result.value === 0) return succeed(undefined);
  const lost = result.value === LOST_ENGINE ? await failureOfEngine(operation, context) : null;
  return fail(lost ?? commandFailure(operation, result.value, running.lastLines()));
}

/** With -1 `docker exec` ends, without a word, when it has lost the engine; a command of the step's may do so, too. */
const LOST_ENGINE = 255;

/** Null: the engine answers, and the container is there. */
async function failureOfEngine(
  { step, speaker, shown, container }: ExecInContainer,
  context: ExecutionContext,
): Promise<Failure | null> {
  const problem = `${upperFirst(nameOf(step, speaker))} failed: ${commandName(shown)} was cut short`;
  const asked = await callDocker(context, { docker: toStateCommand(container), problem });
  return asked.ok ? null : asked.failure;
}

/** Its exit code, told as an event too unless the container was taken away under it. */
async function finish(
  operation: ExecInContainer,
  context: ExecutionContext,
  running: FollowedCommand,
): Promise<Result<number>> {
  const result = await running.ended;
  const { step, speaker, shown } = operation;
  if (result.exitCode === null)
    return fail(dockerFailure(`The command of ${nameOf(step, speaker)} was cut short`, result));
  if (shown !== null && !context.backgrounds.isLeaving(operation.container)) {
    await context.emit({ kind: 'commandFinished', step, speaker, text: shown, exitCode: result.exitCode });
  }
  return succeed(result.exitCode);
}

/** The failure of a step's command: which, with what code, and its last words. */
export function commandFailure(
  { step, speaker, shown }: Pick<ExecInContainer, 'step' | 'speaker' | 'shown'>,
  exitCode: number,
  lastLines: readonly string[],
): Failure {
  return {
    kind: 'step',
    summary: `${upperFirst(nameOf(step, speaker))} failed: ${commandName(shown)} exited with code ${exitCode}${meaningOf(exitCode)}`,
    details: quoteOutput(lastLines),
  };
}

/** Lines of a container's output, told apart from our own words. */
export function quoteOutput(lines: readonly string[]): string[] {
  return lines.map((line) => `| ${line}`);
}

function commandName(shown: string | null): string {
  return shown === null ? 'the command of its image' : `the command "${firstLine(shown)}"`;
}

function nameOf(step: string, speaker: Speaker): string {
  return speaker.kind === 'step' ? `step "${step}"` : `service "${speaker.name}" of step "${step}"`;
}

function firstLine(command: string): string {
  const [first = '', ...more] = command.trim().split('\n');
  return more.length === 0 ? first : `${first} …`;
}

/** What an exit code says by convention; empty where it says nothing. */
function meaningOf(exitCode: number): string {
  if (exitCode === 126) return ' (it cannot be executed)';
  if (exitCode === 127) return ' (not found)';
  if (exitCode === 137) return ' (killed, maybe for want of memory)';
  return '';
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
