import { fork, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import { bePatient, endingOf, killGroup, liveProcesses } from '../processes.ts';
import type { CompiledTest } from './compile.ts';
import { parseMessage, type Message } from './message.ts';

/** How the run of one test file (or of one check beside the tests) went. */
export interface Outcome {
  readonly name: string;
  readonly passed: number;
  /** A sentence for each failed test and each other problem. */
  readonly failures: readonly string[];
  /** What it printed. */
  readonly output: string;
  /** Milliseconds. */
  readonly duration: number;
}

export interface TestFileOptions {
  /** Only tests whose name contains it; empty: all. */
  readonly filter: string;
  /** Whether skipped tests and `.only` are failures, as they are where nobody looks. */
  readonly isStrict: boolean;
  /** Whether it leaves the processors to those that have to be in time. */
  readonly isPatient?: boolean;
  /** Milliseconds to load the file, and what a test has beyond its own limit before its process is killed. */
  readonly loadLimit?: number;
  readonly grace?: number;
}

/** Runs a test file in a process of its own; all that is still running in that process's group afterwards is killed. */
export async function runTestFile({ name, argv }: CompiledTest, options: TestFileOptions): Promise<Outcome> {
  const [program, file] = argv;
  const started = performance.now();
  const child = fork(program, [file, options.filter], {
    ...{ execArgv: ['--enable-source-maps'], silent: true, detached: true },
  });
  if (options.isPatient === true) bePatient(child);
  const stop = () => killGroup(child.pid ?? 0);
  const clear = () => (child.pid === undefined ? [] : clearUp(child.pid));
  process.once('exit', clear);
  const record = new FileRecord(options, stop);
  const output = collect(child, record);
  record.close(await endingOf(child));
  process.off('exit', clear);
  record.failures.push(...clear());
  const { passed, failures } = record;
  return { name, passed, failures, output: output.join(''), duration: performance.now() - started };
}

function collect(child: ChildProcess, record: FileRecord): string[] {
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  child.on('message', (message) => record.take(parseMessage(message)));
  // A grandchild may hold the output open for as long as it likes; the file itself has ended.
  child.on('exit', () => {
    setTimeout(() => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, 500);
  });
  return output;
}

/** What is known of a running test file; stops it when what it does takes too long. */
class FileRecord {
  readonly failures: string[] = [];
  passed = 0;
  #doing = 'loading';
  #isFinished = false;
  #timer: NodeJS.Timeout;
  readonly #options: TestFileOptions;
  readonly #stop: () => void;

  constructor(options: TestFileOptions, stop: () => void) {
    this.#options = options;
    this.#stop = stop;
    this.#timer = this.#limit(options.loadLimit ?? 30_000);
  }

  take(message: Message): void {
    switch (message.kind) {
      case 'began':
        this.#begin(`"${message.name}"`, message.limit + (this.#options.grace ?? 5_000));
        break;
      case 'hookEnded':
        this.#begin('what follows a hook', this.#options.loadLimit ?? 30_000);
        break;
      case 'testEnded':
        this.#begin(`what follows "${message.name}"`, this.#options.loadLimit ?? 30_000);
        if (message.passed) this.passed += 1;
        else this.failures.push(message.name);
        break;
      case 'problem':
        this.failures.push(message.text);
        break;
      case 'finished':
        this.#finish(message);
    }
  }

  /** The process has ended. */
  close(ending: string): void {
    clearTimeout(this.#timer);
    if (this.#isFinished && ending === 'exit code 0') return;
    if (!this.#isFinished) this.failures.push(`ended (${ending}) while ${this.#doing} was running`);
    else if (this.failures.length === 0) this.failures.push(`ended with ${ending} although its tests passed`);
  }

  #finish(counts: Extract<Message, { kind: 'finished' }>): void {
    this.#isFinished = true;
    this.#begin('the end of the process (something a test started is still open)', this.#options.grace ?? 20_000);
    if (counts.registered === 0 && this.failures.length === 0) this.failures.push('registers no test');
    if (!this.#options.isStrict) return;
    if (counts.skipped > 0) this.failures.push(`skips ${counts.skipped} of its tests`);
    if (counts.only > 0) this.failures.push(`leaves tests out by .only`);
  }

  #begin(doing: string, limit: number): void {
    clearTimeout(this.#timer);
    this.#doing = doing;
    this.#timer = this.#limit(limit);
  }

  #limit(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.failures.push(`killed: ${this.#doing} took more than ${milliseconds} ms`);
      this.#stop();
    }, milliseconds);
  }
}

/** Kills what the ended process has left of its group, removes its temporary folders, and says what was running. */
function clearUp(id: number): string[] {
  const left = liveProcesses().filter((one) => one.group === id);
  killGroup(id);
  const folders = globSync(`buildrunner-test-${id}-*`, {
    cwd: tmpdir(),
    onlyDirectories: true,
    expandDirectories: false,
  });
  for (const folder of folders) rmSync(join(tmpdir(), folder), { recursive: true, force: true });
  return left.map((one) => `leaves a process running: ${one.command}`);
}
