/**
 * A report in a process of its own: `child.ts MODE RESULTS_DIRECTORY BYTES`. Numbered lines of 60 bytes go through it,
 * in pieces as a pipe gives them. At the end the most memory it had, in bytes, stands on stderr.
 */
import { createReport } from '../../src/report/report.ts';

const PIECE = 256 * 1024;

const [, , mode, resultsDirectory = '', bytes = '0'] = process.argv;
const report = createReport({
  resultsDirectory,
  stdout: process.stdout,
  stderr: process.stderr,
  isColored: false,
  hasTimestamps: true,
  isDebug: false,
  now: Date.now,
});

function* numberedLines(total: number): Generator<Buffer> {
  let text = '';
  for (let line = 0; line * 60 < total; line++) {
    text += `${String(line).padStart(9, '0')} ${'x'.repeat(49)}\n`;
    if (text.length < PIECE) continue;
    yield Buffer.from(text.slice(0, PIECE));
    text = text.slice(PIECE);
  }
  yield Buffer.from(text);
}

async function flood(): Promise<void> {
  let peak = 0;
  let isFirst = true;
  for (const chunk of numberedLines(Number(bytes))) {
    const pending = report.emit({
      kind: 'outputReceived',
      step: 'one',
      speaker: { kind: 'step' },
      stream: 'stdout',
      chunk,
    });
    if (mode === 'patient') await pending;
    // Both writes are under way when the rest comes: one in a thread, one in a pipe that is full.
    else if (isFirst) await new Promise((resolve) => setImmediate(resolve));
    isFirst = false;
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  if (mode === 'patient') await report.close();
  else report.closeNow();
  process.stderr.write(`${peak}\n`);
  if (mode === 'hasty') process.exit(7);
}

void report.emit({ kind: 'buildStarted', buildId: 'b', globalFiles: [], runFile: null });
void report.emit({ kind: 'stepStarted', step: 'one' });
void flood();
