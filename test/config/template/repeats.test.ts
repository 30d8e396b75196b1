import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderTemplate } from '../../../src/config/template/render.ts';

const s = suite('config/template/repeats');

/** What is wrong with what is there more than once, and where. What such templates write: fixtures/template/repeats.json. */
const rows: readonly (readonly [what: string, template: string, message: string, culprit: number])[] = [
  ['the second time', '{{ 1 // n }}{% set n = 0 %}{{ 1 // n }}', 'Division by nought', 1],
  ['the third time', '{{ 1 // n }}\n{{ 1 // n }}\n{% set n = 0 %}{{ 1 // n }}{{ 1 // n }}', 'Division by nought', 2],
  [
    'in a loop',
    '{% for n in [2, 1] %}{{ 1 // n }}{% endfor %}{% for n in [1, 0] %}{{ 1 // n }}{% endfor %}',
    'Division by nought',
    1,
  ],
  ['in a block', '{{ 1 // n }}{% set n = 0 %}{% block a %}{% endblock %}{{ 1 // n }}', 'Division by nought', 1],
  [
    'outside of the branch that does not run',
    '{% if 0 %}{{ 1 // nope(2) }}{% endif %}{{ 1 // nope(2) }}',
    '"nope" is undefined and cannot be called',
    1,
  ],
];
for (const [what, template, message, nth] of rows) {
  s(`finds a mistake that is one only ${what}`, () => {
    const rendered = renderTemplate(template, new Map([['n', 5]]));
    const error = 'error' in rendered ? rendered.error : null;
    const starts = [...template.matchAll(/\{\{ 1 \/\/ /g)].map(({ index }) => index + '{{ 1 '.length);
    const shift = message.startsWith('"nope"') ? '// '.length : 0;
    assert.equal([error?.message, error?.at], [message, (starts[nth] ?? -1) + shift]);
  });
}

s('finds a filter that is not there where it would run, not in the branch above', () => {
  const rendered = renderTemplate('{% if 0 %}{{ 1|nope }}{% endif %}{{ 1|nope }}', new Map());
  const error = 'error' in rendered ? rendered.error : null;
  assert.equal([error?.message, error?.at], ['"nope" is no filter of a template', 38]);
});

s('finds a tag that is not closed behind the same one', () => {
  const rendered = renderTemplate('{{ n }}{{ n }}{{ n }', new Map());
  const error = 'error' in rendered ? rendered.error : null;
  assert.equal([error?.message, error?.at], ['"}" closes nothing', 19]);
});

s.run();
