import { formatFailure } from '../failure.ts';
import type { Speaker } from '../plan/operation.ts';
import { formatDuration } from './duration.ts';
import type { Level } from './log-clock.ts';
import { formatPushed, formatSummary } from './summary.ts';
import type { ShownEvent } from './view.ts';

/** Some lines of the log that belong together. */
export interface LogRecord {
  readonly level: Level;
  /** Null: buildrunner itself. */
  readonly speaker: Speaker | null;
  readonly text: string;
}

const RULE = '_'.repeat(40);

/**
 * What the log says about an event. Wrappers look for these lines, so headings, commands, exit codes and the end read
 * as the Python buildrunner has them.
 */
export function describeEvent(event: ShownEvent): LogRecord[] {
  switch (event.kind) {
    case 'buildStarted':
      return [
        info(''),
        info(`Global configuration is from: ${event.globalFiles.join(', ')}`),
        ...(event.runFile === null ? [] : [info(`Found run configuration in ${event.runFile}`)]),
      ];
    case 'stepStarted':
      return [info(''), info(`Running step "${event.step}"`), info(RULE)];
    case 'taskStarted':
      return [info(`==> Running step: ${event.step}:${event.task}`)];
    case 'stepFinished':
      return describeStepEnd(event);
    case 'commandStarted':
      return [info(`cmd> ${withoutLastNewline(event.text)}`, event.speaker)];
    case 'commandFinished':
      return [describeExit(event)];
    case 'artifactCollected':
      return [info(`Gathered artifact "${event.path}"`)];
    case 'imageTagged':
      return [info(`Tagged image ${event.imageId} as "${event.reference}"`)];
    case 'imagePushed':
      return [info(`Pushed "${event.reference}" as ${event.digest}`)];
    case 'noticed':
      return [info(event.text)];
    case 'warned':
      return [{ level: 'WARNING', speaker: null, text: event.text }];
    case 'cleanupFailed':
      return [{ level: 'WARNING', speaker: null, text: describeLeftovers(event).join('\n') }];
    case 'cleanedUp':
      return event.removed.length === 0 ? [] : [debug(`Removed ${event.removed.join(', ')}`)];
    case 'interrupted':
      return [info(''), error(`Interrupted by ${event.signal}`)];
    case 'buildFinished':
      return describeEnd(event);
    case 'operationStarted':
      return [debug(`${event.title} (${event.id})`)];
    case 'operationFinished':
      return [debug(`${event.id} ${event.succeeded ? 'done' : 'failed'} after ${formatDuration(event.duration)}`)];
    case 'operationProgressed':
    case 'artifactWithdrawn':
      return [];
    default:
      return unknown(event);
  }
}

/** What could not be removed, why, and the commands that do it. */
export function describeLeftovers(event: Extract<ShownEvent, { kind: 'cleanupFailed' }>): string[] {
  return [
    `buildrunner cleanup: could not remove ${event.left.join(', ')}: ${event.reason}`,
    ...(event.commands.length === 0 ? [] : ['To remove them:', ...event.commands.map((command) => `  ${command}`)]),
  ];
}

/** Whether a build ends that had nothing to run: `--print-generated-files`, which shows the files and no more. */
export function isSilentEnd({ failure, steps }: Extract<ShownEvent, { kind: 'buildFinished' }>): boolean {
  return failure === null && steps.length === 0;
}

/** The very last words. */
export function verdict(isSuccess: boolean): string {
  return isSuccess ? 'Build SUCCESS.' : 'Build ERROR.';
}

function describeExit(event: Extract<ShownEvent, { kind: 'commandFinished' }>): LogRecord {
  const isStep = event.speaker.kind === 'step';
  const text = `${isStep ? 'Command' : 'Service command'} "${withoutLastNewline(event.text)}" exited with code ${event.exitCode}`;
  // A service is ended by being removed, so its exit code says nothing about the build.
  return { level: isStep && event.exitCode !== 0 ? 'ERROR' : 'INFO', speaker: event.speaker, text };
}

function describeStepEnd(event: Extract<ShownEvent, { kind: 'stepFinished' }>): LogRecord[] {
  if (event.failure === null) return [];
  const { summary } = event.failure;
  const reason = summary.includes(`"${event.step}"`) ? summary : `Step "${event.step}" failed: ${summary}`;
  if (event.result === 'failed as expected') return [info(reason), info('    Ignoring due to XFAIL')];
  return event.result === 'failed' ? [error(reason)] : [];
}

function describeEnd(event: Extract<ShownEvent, { kind: 'buildFinished' }>): LogRecord[] {
  if (isSilentEnd(event)) return [];
  const push = event.isPushRequested
    ? 'Push requested--pushing generated images/packages to remote registries/repositories'
    : 'Push not requested';
  const finalizing = [info(''), info('Finalizing build'), info(RULE), info(''), info(push)];
  return [
    ...(event.failure === null ? finalizing : []),
    info(''),
    info('Writing artifact properties'),
    ...describeSummary(formatSummary(event.steps).map(({ text }) => text)),
    ...describeSummary(formatPushed(event.pushed)),
    ...(event.failure === null ? [] : [info(''), ...formatFailure(event.failure).map((line) => error(line))]),
    info(''),
    event.failure === null ? info(verdict(true)) : error(verdict(false)),
  ];
}

function describeSummary(lines: readonly string[]): LogRecord[] {
  return lines.length === 0 ? [] : [info(''), ...lines.map((line) => info(line))];
}

function withoutLastNewline(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

function info(text: string, speaker: Speaker | null = null): LogRecord {
  return { level: 'INFO', speaker, text };
}

function error(text: string): LogRecord {
  return { level: 'ERROR', speaker: null, text };
}

function debug(text: string): LogRecord {
  return { level: 'DEBUG', speaker: null, text };
}

function unknown(event: never): never {
  throw new Error(`unknown event ${JSON.stringify(event)}`);
}
