import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findPlace } from '../../../src/config/template/line-map.ts';
import { renderTemplate } from '../../../src/config/template/render.ts';

const s = suite('config/template/line-map');

/** A template, a text in what comes of it, and the text in the template that it comes from. */
const rows: readonly (readonly [string, string, string, string])[] = [
  ['text before any tag', 'abc {{ 1 }}', 'b', 'b'],
  ['text behind a longer value', '{{ "x" * 50 }} here', 'here', 'here'],
  ['text behind a tag that prints nothing', '{% set a = 1 %}\n\n{# c #}here', 'here', 'here'],
  ['a value by its tag', 'a: {{ "some" ~ "thing" }}', 'something', '{{'],
  ['the middle of a value by its tag', 'a: {{ "some" ~ "thing" }}', 'thing', '{{'],
  ['a turn of a loop by its body', '{% for x in [1, 2] %}q{{ x }}{% endfor %} end', 'q2', 'q'],
  ['text behind a loop', '{% for x in [1, 2, 3] %}\n  {{ x }}\n{% endfor %}\nend', 'end', 'end'],
  ['text that "-" moved', 'a   {{- 1 -}}   here', 'here', 'here'],
];
for (const [what, template, written, source] of rows) {
  s(`finds ${what}`, () => {
    const rendered = renderTemplate(template, new Map());
    if ('error' in rendered) throw rendered.error;
    const offset = rendered.text.indexOf(written);
    assert.is.not(offset, -1);
    const found = findPlace(rendered.marks, offset)?.at ?? NaN;
    assert.is(template.slice(found, found + source.length), source);
  });
}

s('finds nothing where nothing was written', () => assert.is(findPlace([], 5), null));

s.run();
