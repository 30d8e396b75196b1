import type { Row } from './row.ts';
import { abortRow } from './rows/abort.ts';
import { largeCheckoutRows } from './rows/large-checkout.ts';
import { manyStepsRows } from './rows/many-steps.ts';
import { memoryRow } from './rows/memory.ts';
import { smallStepRows } from './rows/small-step.ts';
import { startUpRows } from './rows/start-up.ts';
import { tenStepsRow } from './rows/ten-steps.ts';
import { unchangedImageRows } from './rows/unchanged-image.ts';

/** All rows, those that take long last. */
export const ROWS: readonly Row[] = [
  ...startUpRows,
  ...manyStepsRows,
  ...smallStepRows,
  tenStepsRow,
  ...unchangedImageRows,
  abortRow,
  memoryRow,
  ...largeCheckoutRows,
];

/** The rows whose name contains one of the texts, whatever their case; without texts all of them. */
export function chooseRows(names: readonly string[], rows: readonly Row[] = ROWS): readonly Row[] {
  const wanted = names.map((name) => name.toLowerCase());
  return wanted.length === 0
    ? rows
    : rows.filter((row) => wanted.some((text) => row.name.toLowerCase().includes(text)));
}
