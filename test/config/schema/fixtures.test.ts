import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { globSync } from 'tinyglobby';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { casesIn, folderOfFixture, loadCase } from '../fixture-files.ts';
import { isSentence, parseSource, sentencePattern, textsIn, type Sentence } from '../../support/source-texts.ts';
import { messageOf } from '../loading.ts';

const s = suite('config/schema/fixtures');

const VALID = folderOfFixture({ fixture: 'valid' });
const INVALID = folderOfFixture({ fixture: 'invalid' });

for (const name of casesIn(VALID, '.yaml')) {
  s(`finds nothing wrong with valid/${name}`, async () => {
    assert.is(messageOf(await loadCase(VALID, name)), '');
  });
}

for (const name of casesIn(INVALID, '.yaml')) {
  s(`says what is wrong with invalid/${name}`, async () => {
    assert.is(`${messageOf(await loadCase(INVALID, name))}\n`, readFileSync(join(INVALID, `${name}.txt`), 'utf8'));
  });
}

s('has a file for each message, and many of them', () => {
  const files = casesIn(INVALID, '.yaml');
  assert.equal(casesIn(INVALID, '.txt'), files);
  assert.ok(files.length >= 100, String(files.length));
});

s('shows every message that the schema can give', () => {
  const shown = casesIn(INVALID, '.txt').map((name) => readFileSync(join(INVALID, `${name}.txt`), 'utf8'));
  const text = shown.join('\n');
  const missing = sourcesWithMessages().flatMap((file) =>
    sentencesIn(file).filter((sentence) => !sentencePattern(sentence).test(text)),
  );
  assert.equal(missing, []);
});

/** Of these files every text of several words is a message, or says what a key is. */
function sourcesWithMessages(): string[] {
  const config = fileURLToPath(new URL('../../../src/config/', import.meta.url));
  const others = ['catalog', 'describe', 'json-schema', 'shape', 'key'].map((name) => `!schema/${name}.ts`);
  return globSync(['schema/*.ts', 'across-steps.ts', 'version.ts', 'depends.ts', ...others], {
    cwd: config,
    absolute: true,
  });
}

/** Texts of several words, each as its parts between what is put in. */
function sentencesIn(file: string): Sentence[] {
  return textsIn(parseSource(file), isKeyText).filter(isSentence);
}

/** What `explain` says of a key, where the key is defined. */
function isKeyText(node: ts.Node): boolean {
  return ts.isPropertyAssignment(node) && /^(?:is|otherwise|default|examples)$/.test(node.name.getText());
}

s.run();
