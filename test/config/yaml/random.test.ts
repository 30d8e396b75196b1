import { spawnSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startProcessorClock } from '../../support/processor-time.ts';
import { seedOfTest } from '../random-numbers.ts';
import { answerOf, isSame, type Answer } from './answer.ts';
import { DocumentGenerator } from './random-documents.ts';

const COUNT = 10_000;
const SEED = seedOfTest(1);

const s = suite('config/yaml/random', { timeout: 120_000 });

/** Where we mean to refuse what PyYAML reads. */
const DELIBERATE = [/^".*" is given twice in one map$/s, /^"\*.*" stands within what it names$/];

const generator = new DocumentGenerator(SEED);
const texts = Array.from({ length: COUNT }, () => generator.document());
const ours: Answer[] = [];

s(`reads or refuses ${COUNT} random documents, each in less than a second (seed ${SEED})`, () => {
  for (const text of texts) {
    const taken = startProcessorClock();
    ours.push(answerOf(text));
    assert.ok(taken() < 1000, `took too long for ${JSON.stringify(text)}`);
  }
  const read = ours.filter((answer) => 'value' in answer).length;
  assert.ok(read > COUNT / 5 && read < COUNT * 0.9, `read ${read}`);
});

s('reads them as PyYAML does, where there is one', () => {
  const theirs = askPyYaml(texts);
  if (theirs === null) return;
  const wrong = texts.flatMap((text, index) => {
    const [our, their] = [ours[index], theirs[index]];
    assert.ok(our !== undefined && their !== undefined);
    const isDeliberate = 'error' in our && DELIBERATE.some((pattern) => pattern.test(our.error));
    return isSame(our, their) || isDeliberate ? [] : [{ text, our, their }];
  });
  assert.equal(wrong, []);
});

/** The answers of PyYAML 6, or null where no python3 has it. */
function askPyYaml(questions: readonly string[]): readonly Answer[] | null {
  const program = process.env['PYTHON'] ?? 'python3';
  const version = spawnSync(program, ['-c', 'import yaml; print(yaml.__version__)'], { encoding: 'utf8' });
  if (version.status !== 0 || !version.stdout.startsWith('6.')) return null;
  const input = JSON.stringify({ texts: questions });
  const script = new URL('record.py', import.meta.url).pathname;
  const answered = spawnSync(program, [script, '--answer'], { input, encoding: 'utf8', maxBuffer: 1e9 });
  assert.is(answered.status, 0, answered.stderr);
  return Object.values<Answer>(JSON.parse(answered.stdout));
}

s.run();
