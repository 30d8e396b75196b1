import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatTable, judge, type RowResult } from './table.ts';

const s = suite('bench/table');

const results: readonly RowResult[] = [
  {
    name: 'start-up/node',
    limit: { kind: 'atMost', value: 1.5 },
    outcome: {
      kind: 'measured',
      ours: { median: 61.4, min: 58, rounds: 41 },
      against: { median: 52, min: 50.2, rounds: 41 },
      unit: 'ms',
      figure: 1.184,
      notes: [],
    },
    load: 0.4,
  },
  {
    name: 'large checkout/other',
    limit: { kind: 'atLeast', value: 20 },
    outcome: {
      kind: 'measured',
      ours: { median: 4000, min: 3990, rounds: 2 },
      against: { median: 70_123, min: 69_000, rounds: 2 },
      unit: 'ms',
      figure: 17.5,
      notes: ['9000 files'],
    },
    load: 2,
  },
  {
    name: 'memory',
    limit: { kind: 'atMost', value: 150 },
    outcome: {
      kind: 'measured',
      ours: { median: 99.5, min: 99.5, rounds: 1 },
      against: null,
      unit: 'MB',
      figure: 99.5,
      notes: [],
    },
    load: 1.25,
  },
  {
    name: 'one step',
    limit: { kind: 'atLeast', value: 4.5 },
    outcome: { kind: 'not measured', reason: 'There is none.' },
    load: 1,
  },
  {
    name: 'abort',
    limit: { kind: 'atMost', value: 1.2 },
    outcome: { kind: 'failed', reason: '"x" ended with 3:\n  no such file' },
    load: 10,
  },
];

s('each row says what became of it', () => {
  assert.equal(results.map(judge), ['ok', 'over', 'ok', 'not measured', 'failed']);
});

s('the table shows both sides, the figure with its limit, and what there is to say of a row below it', () => {
  assert.equal(formatTable(results), [
    '                                  ours          against    figure      limit                rounds  load',
    'start-up/node          0.061 (0.058) s  0.052 (0.050) s    1.18 x   <= 1.5 x  ok                41   0.4',
    'large checkout/other   4.000 (3.990) s    70.1 (69.0) s   17.50 x    >= 20 x  over               2   2.0',
    '  9000 files',
    'memory                99.50 (99.50) MB                   99.50 MB  <= 150 MB  ok                 1   1.3',
    'one step                                                            >= 4.5 x  not measured           1.0',
    '  There is none.',
    'abort                                                               <= 1.2 x  failed                10.0',
    '  "x" ended with 3:',
    '    no such file',
  ]);
});

s.run();
