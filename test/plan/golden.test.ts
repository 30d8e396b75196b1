import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOLDEN_CASES } from './golden-cases.ts';
import { planOf } from './input.ts';
import { planText } from './plan-text.ts';

/**
 * Each file of golden/ is the whole plan of a build file that stands at its top. `UPDATE_GOLDEN=1` writes them anew;
 * what has changed is then for a person to read.
 */
const FOLDER = new URL('golden/', import.meta.url);
const isUpdate = process.env['UPDATE_GOLDEN'] === '1';

const s = suite('plans of build files');

for (const { name, buildFile, given } of GOLDEN_CASES) {
  s(`plans "${name}" as golden/${name}.txt has it`, async () => {
    const file = new URL(`${name}.txt`, FOLDER);
    const plan = await planOf(buildFile, given);
    const heading = buildFile
      .trim()
      .replaceAll(/^(?=.)/gm, '# ')
      .replaceAll(/^$/gm, '#');
    const text = `${heading}\n\n${planText(plan)}`;
    if (isUpdate) writeFileSync(file, text);
    assert.fixture(text, readFileSync(file, 'utf8'));
  });
}

s('every golden plan is of a build file', () => {
  const files = readdirSync(fileURLToPath(FOLDER)).sort();
  assert.equal(files, GOLDEN_CASES.map(({ name }) => `${name}.txt`).sort());
});

s.run();
