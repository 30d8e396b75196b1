import type { Command, CommandOptions } from '../../src/process/command.ts';
import { createProcessRunner, type ProcessObserver, type ProcessRunner } from '../../src/process/run.ts';

/** A process runner, and the children that it has told of, in the order it did. */
export interface ObservedRunner extends ProcessRunner {
  readonly started: readonly number[];
  readonly ended: readonly number[];
}

export function observedRunner(): ObservedRunner {
  const started: number[] = [];
  const ended: number[] = [];
  const observer: ProcessObserver = { started: (id) => started.push(id), ended: (id) => ended.push(id) };
  return { ...createProcessRunner(observer), started, ended };
}

/** A script for the shell, as a command. */
export function shell(script: string, more: Omit<Command, 'argv'> = {}): Command {
  return { argv: ['sh', '-c', script], ...more };
}

/** Takes all output of a command as it comes: bytes of a stream, and a promise of the first text on standard output. */
export function recorder(): {
  readonly onOutput: NonNullable<CommandOptions['onOutput']>;
  readonly text: (stream: 'stdout' | 'stderr') => string;
} {
  const chunks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  return {
    onOutput: (stream, chunk) => void chunks[stream].push(Buffer.from(chunk)),
    text: (stream) => Buffer.concat(chunks[stream]).toString(),
  };
}
