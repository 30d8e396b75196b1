import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { seedOfTest } from '../random-numbers.ts';
import { askJinja, findJinja } from './jinja.ts';
import { randomSnippets } from './random-expression.ts';
import { expectedAnswer, isSameAnswer, ourAnswer } from './snippet.ts';

const s = suite('config/template/random-expression', { timeout: 120_000 });

const SEED = seedOfTest(142_967);

const python = findJinja();
if (python !== null) {
  s(`makes of 10,000 random expressions what Jinja makes of them (seed ${SEED})`, async () => {
    const snippets = randomSnippets(SEED, 2_500, 4);
    const answers = await askJinja(python, snippets);
    const differing = answers.filter((snippet) => !isSameAnswer(snippet, ourAnswer(snippet)));
    assert.equal(
      differing.map((snippet) => [snippet.template, expectedAnswer(snippet), ourAnswer(snippet)]),
      [],
    );
    assert.ok(answers.filter((snippet) => 'output' in snippet).length > 2_000);
  });
}

s('makes the same expressions of the same seed', () => {
  assert.equal(randomSnippets(1, 3, 2), randomSnippets(1, 3, 2));
  assert.not.equal(randomSnippets(1, 3, 2), randomSnippets(2, 3, 2));
});

s.run();
