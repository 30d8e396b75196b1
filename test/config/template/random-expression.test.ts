import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findJinja, runRecorder } from './jinja.ts';
import { randomSnippets } from './random-expression.ts';
import { expectedAnswer, ourAnswer, parseSnippets, type AnsweredSnippet } from './snippet.ts';

const s = suite('config/template/random-expression', { timeout: 120_000 });

/** The same in each run, so that a change alone can make it fail; others are tried by giving them. */
const SEED = Number(process.env['BUILDRUNNER_TEST_SEED'] ?? 142_967);

/** What is printed with its address differs from run to run. */
const ADDRESS = / object at 0x/;

const python = findJinja();
if (python !== null) {
  s(`makes of 10,000 random expressions what Jinja makes of them (seed ${SEED})`, () => {
    const snippets = randomSnippets(SEED, 2_500, 4);
    const answers = parseSnippets(runRecorder(python, ['--answer'], JSON.stringify(snippets)));
    const differing = answers.filter((snippet) => !isSame(snippet));
    assert.equal(
      differing.map((snippet) => [snippet.template, expectedAnswer(snippet), ourAnswer(snippet)]),
      [],
    );
    assert.ok(answers.filter((snippet) => 'output' in snippet).length > 2_000);
  });
}

function isSame(snippet: AnsweredSnippet): boolean {
  const [ours, theirs] = [ourAnswer(snippet), expectedAnswer(snippet)].map((answer) => JSON.stringify(answer));
  return ours === theirs || ADDRESS.test(theirs ?? '');
}

s('makes the same expressions of the same seed', () => {
  assert.equal(randomSnippets(1, 3, 2), randomSnippets(1, 3, 2));
  assert.not.equal(randomSnippets(1, 3, 2), randomSnippets(2, 3, 2));
});

s.run();
