import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatDiagnostic } from '../../../src/config/diagnostic.ts';
import { problemAtOffset, toSourceText } from '../../../src/config/source-text.ts';
import { loadYaml } from '../../../src/config/yaml/load.ts';

const s = suite('config/yaml/problems');

/** A text that is refused, and all lines that the user reads. */
interface Case {
  readonly text: string;
  readonly lines: readonly string[];
}

const cases = Object.values<Case>(
  JSON.parse(readFileSync(new URL('../../../fixtures/yaml/problems.json', import.meta.url), 'utf8')),
);

function linesOf(text: string): string[] {
  const content = loadYaml(text);
  if ('value' in content) return [];
  const source = toSourceText('f', text);
  return content.problems.flatMap(({ offset, message, next }) =>
    formatDiagnostic(problemAtOffset(source, offset, message, next)),
  );
}

for (const { text, lines } of cases) {
  const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text;
  s(`says what is wrong in ${JSON.stringify(shown)}`, () => assert.equal(linesOf(text), lines));
}

s.run();
