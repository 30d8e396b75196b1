/**
 * Runs the benchmark (`npm run bench`, see USAGE in options.ts): ratios from runs in pairs, held against the limits that
 * the program is to keep. Exits with 1 when one is not kept, a row fails, or a side leaves something on the engine.
 */
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { messageOf } from '../../src/failure.ts';
import { removeLabelled, type Bench } from './bench.ts';
import { parseBenchOptions, USAGE, type BenchOptions } from './options.ts';
import { findReference } from './reference.ts';
import type { Row } from './row.ts';
import { chooseRows, ROWS } from './rows.ts';
import { formatTable, judge, type RowResult } from './table.ts';

/** Ends the benchmark early, but not without cleaning up. */
function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => controller.abort(new Error(`ended by ${signal}`)));
  }
  return controller.signal;
}

function toBench(options: BenchOptions, signal: AbortSignal): Bench {
  return {
    isQuick: options.isQuick,
    image: options.image,
    reference: options.reference ?? findReference(process.env['PATH'] ?? ''),
    globalConfiguration: options.referenceConfig === undefined ? null : readFileSync(options.referenceConfig, 'utf8'),
    label: `buildrunner-bench=${process.pid}`,
    signal,
  };
}

async function runRow(row: Row, bench: Bench): Promise<RowResult> {
  const outcome = await row.measure(bench).catch((error: unknown) => {
    // What an early end makes of the two sides is not their fault.
    const cause: unknown = bench.signal.aborted ? bench.signal.reason : error;
    return { kind: 'failed' as const, reason: messageOf(cause) };
  });
  return { name: row.name, limit: row.limit, outcome, load: loadavg()[0] ?? 0 };
}

async function runRows(rows: readonly Row[], bench: Bench): Promise<RowResult[]> {
  const results: RowResult[] = [];
  for (const row of rows) {
    if (bench.signal.aborted) break;
    process.stderr.write(`${row.name} …\n`);
    results.push(await runRow(row, bench));
  }
  return results;
}

function print(results: readonly RowResult[], leftovers: readonly string[], isJson: boolean): void {
  const machine = { cpus: cpus().length, node: process.version };
  if (isJson) {
    const rows = results.map((result) => ({ ...result, verdict: judge(result) }));
    console.log(JSON.stringify({ machine, rows, leftovers }, null, 2));
    return;
  }
  console.log(formatTable(results).join('\n'));
  console.log(`\n${machine.cpus} processors, node ${machine.node}; times are medians, in parentheses the best`);
  if (leftovers.length > 0) console.log(`left on the engine, now removed: ${leftovers.join(', ')}`);
}

async function bench(options: BenchOptions): Promise<number> {
  const rows = chooseRows(options.names);
  if (rows.length === 0) {
    process.stderr.write(`no row is called like that; there are:\n${ROWS.map(({ name }) => `  ${name}\n`).join('')}`);
    return 2;
  }
  const context = toBench(options, abortOnSignals());
  const results = await runRows(rows, context);
  const leftovers = await removeLabelled(context.label);
  print(results, leftovers, options.isJson);
  const isGood = results.every((result) => ['ok', 'not measured'].includes(judge(result)));
  return isGood && leftovers.length === 0 && !context.signal.aborted ? 0 : 1;
}

function readOptions(): BenchOptions | number {
  try {
    const options = parseBenchOptions(process.argv.slice(2));
    if (options !== 'help') return options;
    process.stdout.write(USAGE);
    return 0;
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
}

const options = readOptions();
process.exitCode = typeof options === 'number' ? options : await bench(options);
