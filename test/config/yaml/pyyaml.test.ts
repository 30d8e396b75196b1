import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { answerOf, isSame, type Answer } from './answer.ts';

const s = suite('config/yaml/pyyaml');

/** A text and what PyYAML 6.0.3 made of it; `differs` says why we make something else of it. */
interface Case {
  readonly text: string;
  readonly answer: Answer;
  readonly differs?: string;
}

const { fixture } = { fixture: 'yaml' };

for (const name of ['scalars', 'tags', 'documents', 'random']) {
  const cases = Object.values<Case>(
    JSON.parse(readFileSync(new URL(`../../../fixtures/${fixture}/${name}.json`, import.meta.url), 'utf8')),
  );
  s(`reads ${cases.length} ${name} as PyYAML does, but for those that say why not`, () => {
    const wrong = cases.flatMap(({ text, answer, differs }) => {
      const ours = answerOf(text);
      return isSame(ours, answer) === (differs === undefined) ? [] : [{ text, answer, ours, differs }];
    });
    assert.equal(wrong, []);
  });
}

s.run();
