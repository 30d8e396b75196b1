import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ourBuild, startSide, type Bench, type RunningSide } from '../bench.ts';
import { createBenchProject, stepsFile } from '../projects.ts';
import type { Outcome, Row } from '../row.ts';
import { summarize } from '../statistics.ts';

/** With its line end, 100 bytes. */
const LINE = `${'7'.padStart(99, '0')}\n`;

/** The most memory our process ever held while a step wrote a gigabyte, all of which must be in build.log. */
export const memoryRow: Row = {
  name: 'memory over 1 GB of output',
  limit: { kind: 'atMost', value: 150 },
  measure: measureMemory,
};

async function measureMemory(bench: Bench): Promise<Outcome> {
  if (!existsSync('/proc/self/status')) return { kind: 'not measured', reason: 'There is no /proc/PID/status here.' };
  const lines = bench.isQuick ? 1_000_000 : 10_000_000;
  // Without the shell's trace, which would hold the line once more.
  const command = `set +x; yes "$(printf %099d 7)" | head -c ${lines * LINE.length}`;
  const project = createBenchProject(bench, stepsFile(bench, 1, command));
  const started = performance.now();
  const build = startSide(ourBuild(bench, project), bench.signal, 'discard');
  const peak = await watchPeak(build);
  const { at, exitCode } = await build.exited;
  bench.signal.throwIfAborted();
  if (exitCode !== 0) throw new Error(`the build ended with ${exitCode ?? 'a signal'}`);
  const written = await countOccurrences(join(project.directory, 'buildrunner.results', 'build.log'), LINE);
  if (written !== lines) throw new Error(`${written} of ${lines} lines are in build.log`);
  const seconds = ((at - started) / 1000).toFixed(1);
  const notes = [`all ${lines} lines are in build.log, after ${seconds} s`];
  return { kind: 'measured', ours: summarize([peak]), against: null, unit: 'MB', figure: peak, notes };
}

/** The largest resident set of a process until it ends, in megabytes. The kernel keeps the peak, so that none is missed. */
async function watchPeak(build: RunningSide): Promise<number> {
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, readPeak(build.id))), 50);
  await build.exited.finally(() => clearInterval(timer));
  if (peak === 0) throw new Error(`/proc/${build.id}/status told nothing`);
  return peak;
}

function readPeak(id: number): number {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? [];
    return (Number(kibibytes ?? 0) * 1024) / 1e6;
  } catch {
    // It has just ended.
    return 0;
  }
}

/** How often a text is in a file that may be larger than memory; occurrences do not overlap. */
export async function countOccurrences(file: string, text: string): Promise<number> {
  const wanted = Buffer.from(text);
  let count = 0;
  let rest = Buffer.alloc(0);
  const chunks: AsyncIterable<Buffer> = createReadStream(file, { highWaterMark: 1024 * 1024 });
  for await (const chunk of chunks) {
    const data = Buffer.concat([rest, chunk]);
    let from = 0;
    for (let at = data.indexOf(wanted); at !== -1; at = data.indexOf(wanted, from)) {
      count += 1;
      from = at + wanted.length;
    }
    // The text may continue in the next chunk, but what was counted must not count again.
    rest = data.subarray(Math.max(from, data.length - wanted.length + 1));
  }
  return count;
}
