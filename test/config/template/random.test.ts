import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findJinja, runRecorder } from './jinja.ts';
import { RandomTemplates } from './random-template.ts';
import { expectedAnswer, ourAnswer, parseSnippets } from './snippet.ts';

const s = suite('config/template/random', { timeout: 120_000 });

function templates(count: number, seed: number): ReturnType<RandomTemplates['next']>[] {
  const random = new RandomTemplates(seed);
  return Array.from({ length: count }, () => random.next());
}

s('renders or refuses 10,000 random templates, and never breaks', () => {
  const answers = templates(10_000, 1).map(ourAnswer);
  assert.ok(answers.filter((answer) => 'output' in answer).length > 2_000);
});

const python = findJinja();
if (python !== null) {
  s('makes of random templates what the Jinja on this machine makes of them', () => {
    const answered = parseSnippets(runRecorder(python, ['--answer'], JSON.stringify(templates(1_000, 1))));
    for (const snippet of answered) assert.equal(ourAnswer(snippet), expectedAnswer(snippet), snippet.template);
  });
}

s.run();
