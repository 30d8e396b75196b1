import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startProcessorClock } from '../../support/processor-time.ts';
import { seedOfTest } from '../random-numbers.ts';
import { askJinja, findJinja } from './jinja.ts';
import { RandomTemplates } from './random-template.ts';
import { isSameAnswer, ourAnswer, type Answer, type AnsweredSnippet, type Snippet } from './snippet.ts';

const COUNT = 10_000;
const SEED = seedOfTest(1);

const s = suite('config/template/random', { timeout: 300_000 });

const python = findJinja();

s(`makes of ${COUNT} random templates what Jinja makes of them, where there is one (seed ${SEED})`, async () => {
  const snippets = new RandomTemplates(SEED).take(COUNT);
  const asked = python === null ? null : askJinja(python, snippets);
  const ours = snippets.map(timedAnswer);
  assert.ok(ours.filter((answer) => 'output' in answer).length > COUNT * 0.7, 'most of the templates are sound');
  const answers = (await asked) ?? [];
  assert.equal(
    answers.flatMap((answered, index) => differenceOf(answered, ours[index])),
    [],
  );
});

/** Our answer, in less than a second. */
function timedAnswer(snippet: Snippet): Answer {
  const taken = startProcessorClock();
  const answer = ourAnswer(snippet);
  assert.ok(taken() < 1000, `took too long for ${JSON.stringify(snippet.template)}`);
  return answer;
}

function differenceOf(answered: AnsweredSnippet, ours: Answer | undefined): readonly unknown[] {
  return ours !== undefined && isSameAnswer(answered, ours) ? [] : [{ ...answered, context: undefined, ours }];
}

s('makes the same templates of the same seed', () => {
  const templatesOf = (seed: number): readonly Snippet[] => new RandomTemplates(seed).take(3);
  assert.equal(templatesOf(1), templatesOf(1));
  assert.not.equal(templatesOf(1), templatesOf(2));
});

s.run();
