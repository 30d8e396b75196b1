import type { Command, CommandOptions, CommandResult, RunCommand } from '../../src/process/command.ts';
import type { HostFiles } from '../../src/facts/host-files.ts';

/** What a scripted program answers; what is left out is empty and successful. */
export type Answer = Partial<Pick<CommandResult, 'ending' | 'exitCode' | 'stdout' | 'stderr'>>;

/** A `run` that answers by the beginning of the command line, and remembers what was asked. */
export function scriptedRun(answers: Readonly<Record<string, Answer>>): { run: RunCommand; asked: string[] } {
  const asked: string[] = [];
  const run = (command: Command, { onOutput }: CommandOptions = {}): Promise<CommandResult> => {
    const line = command.argv.join(' ');
    asked.push(line);
    const answer = Object.entries(answers).find(([beginning]) => line.startsWith(beginning))?.[1];
    if (answer === undefined) throw new Error(`unexpected command: ${line}`);
    void onOutput?.('stdout', Buffer.from(answer.stdout ?? ''));
    const collected = onOutput === undefined ? answer : { ...answer, stdout: '' };
    return Promise.resolve({ command, ending: 'exited', exitCode: 0, stdout: '', stderr: '', ...collected });
  };
  return { run, asked };
}

/** A machine that has just these files; a path in `links` resolves to its value. */
export function scriptedFiles(
  texts: Readonly<Record<string, string>>,
  links: Readonly<Record<string, string>> = {},
): HostFiles {
  return {
    read: (path) => texts[path] ?? null,
    exists: (path) => path in texts || path in links,
    isExecutable: (path) => path in texts,
    isBinary: (path) => texts[path]?.includes('\0') ?? false,
    list: (path) => Object.keys(texts).flatMap((one) => (one.startsWith(`${path}/`) ? (one.split('/')[2] ?? []) : [])),
    resolve: (path) => links[path] ?? path,
  };
}
