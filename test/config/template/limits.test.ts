import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderTemplate } from '../../../src/config/template/render.ts';
import { startProcessorClock } from '../../support/processor-time.ts';
import { filesOf } from './snippet.ts';

const s = suite('config/template/limits');

const STEPS = 'The template takes more than a million steps';
const DEEP = 'This is reached from within itself 150 times';

/** A list that holds itself twice, that holds itself twice, and so on: small, and endless to walk through. */
const DOUBLED = '{% set n = namespace(l=[]) %}{% for i in range(60) %}{% set n.l = [n.l, n.l] %}{% endfor %}';
/** Another one that is equal to it. */
const TWIN = DOUBLED.replaceAll('n.l', 'm.l').replace('set n', 'set m');

/** What has no end, where it is stopped, and why. */
const rows: readonly (readonly [string, number, string])[] = [
  ['{% for i in range(10**9) %}{% endfor %}', 0, '"range" goes over more than a million items'],
  ['{% for i in range(100000) %}{% for j in range(10000) %}{{ i * j }}{% endfor %}{% endfor %}', 55, STEPS],
  ['{% for i in range(999999) if i < 0 %}{% endfor %}{% for i in range(999999) if i < 0 %}{% endfor %}', 29, STEPS],
  ['{% set l = range(9)|list %}{% for x in l %}{% do l.append(x) %}{% endfor %}', 51, STEPS],
  ['{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}', 18, DEEP],
  ["{% include 'self' %}", 11, DEEP],
  ["{% extends 'parent' %}", 11, DEEP],
  ["{% import 'module' as x %}", 10, DEEP],
  ['{% block a %}{{ self.a() }}{% endblock %}', 21, DEEP],
  ['{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}', 31, DEEP],
  ["{{ 'a' * 10**9 }}", 7, '"*" makes a text of more than 10 million characters'],
  [
    "{% set n = namespace(s='ab') %}{% for i in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}",
    72,
    '"~" makes a text of more than 10 million characters',
  ],
  [
    `{% for i in range(1000000) %}${'a'.repeat(50)}{% endfor %}`,
    29,
    'The template writes more than 10 million characters',
  ],
  [`${DOUBLED}{{ n.l }}`, 91, STEPS],
  [`${DOUBLED}{{ n }}`, 91, STEPS],
  [`${DOUBLED}{{ n.l|pprint }}`, 98, STEPS],
  [`${DOUBLED}{{ n.l|tojson }}`, 98, STEPS],
  [`${DOUBLED}{{ '%s' % (n.l,) }}`, 99, STEPS],
  [`${DOUBLED}${TWIN}{{ n.l == m.l }}`, 185, STEPS],
  [`${DOUBLED}${TWIN}{{ n.l < m.l }}`, 185, STEPS],
  [`${DOUBLED}${TWIN}{{ n.l in [m.l] }}`, 185, STEPS],
  [`${DOUBLED}${TWIN}{{ [n.l, m.l]|sort }}`, 196, STEPS],
  [`${DOUBLED}${TWIN}{{ [n.l].index(m.l) }}`, 191, STEPS],
  [`{% for i in range(99) %}{{ (range(999999)|list|sort)[0] }}{% endfor %}`, 42, STEPS],
  [`{% for i in range(99) %}{{ (range(99999)|map('string')|sort|list)|length }}{% endfor %}`, 60, STEPS],
  [`{% for i in range(99) %}{{ (range(99999)|list)|unique|list|length }}{% endfor %}`, 54, STEPS],
  [`{% set l = range(99999)|list %}{% for i in range(9999) %}{{ (l|string)|length }}{% endfor %}`, 63, STEPS],
  [`{% set l = range(99999)|list %}{% for i in range(9999) %}{{ i in l }}{% endfor %}`, 60, STEPS],
  [`{% set l = range(99999)|list %}{% for i in range(9999) %}{{ l|max }}{% endfor %}`, 62, STEPS],
  [`{% set l = range(99999)|list %}{% for i in range(9999) %}{{ l|sum }}{% endfor %}`, 62, STEPS],
  [`{% set l = range(99999)|list %}{% for i in range(9999) %}{{ l|last }}{{ l|join|length }}{% endfor %}`, 74, STEPS],
  [`{% set l = range(99999)|list %}{% for i in range(9999) %}{{ l.count(i) }}{% endfor %}`, 62, STEPS],
  [`{% set l = range(99999)|list %}{% for i in range(9999) %}{{ l == range(99999)|list }}{% endfor %}`, 78, STEPS],
  [`{% set s = 'ab' * 1000000 %}{% for i in range(9999) %}{{ s.count('b') }}{% endfor %}`, 59, STEPS],
  [`{% set s = 'ab' * 1000000 %}{% for i in range(9999) %}{{ s|length }}{% endfor %}`, 59, STEPS],
  [`{% set s = 'ab' * 1000000 %}{% for i in range(9999) %}{{ 'c' in s }}{% endfor %}`, 57, STEPS],
  [`{% set s = 'ab' * 1000000 %}{% for i in range(9999) %}{{ s|wordcount }}{% endfor %}`, 59, STEPS],
  ['{{ [range(400000)|list, range(400000)|list] }}', 38, STEPS],
  ['{% set w = [1] %}{% for x in w %}{% do w.insert(0, x) %}{% endfor %}', 41, STEPS],
  [`{{ ${'('.repeat(20_000)}1${')'.repeat(20_000)} }}`, 153, 'The template nests too deeply'],
  [`${'{% if 1 %}'.repeat(9_000)}${'{% endif %}'.repeat(9_000)}`, 1510, 'The template nests too deeply'],
  [`{{ ${'1 + '.repeat(50_000)}1 }}`, 0, 'The template nests too deeply'],
];
const files = filesOf({
  self: "{% include 'self' %}",
  parent: "{% extends 'parent' %}",
  module: "{% import 'module' as x %}",
});
for (const [template, at, message] of rows) {
  s(`stops ${template.slice(0, 100)}`, () => {
    const taken = startProcessorClock();
    const rendered = renderTemplate(template, new Map(), files);
    const milliseconds = taken();
    const error = 'error' in rendered ? rendered.error : null;
    assert.equal([error?.message, error?.at], [message, at]);
    assert.ok(milliseconds < 1000, `it took ${milliseconds} ms`);
  });
}

s('lets macros call each other as deep as Python does in practice', () => {
  const rendered = renderTemplate(
    '{% macro f(n) %}{% if n %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(149) }}ok',
    new Map(),
  );
  assert.is('text' in rendered && rendered.text, 'ok');
});

const STEP = '  s{{ i }}: {run: {image: "x:{{ i }}", cmd: "{{ cmd(i) }}"}}\n';
const largeRows = [
  [
    '20,000 steps by a macro',
    `{% macro cmd(i) %}{% if i % 2 == 0 %}even {% endif %}{{ 'a b'|replace(' ', '-')|upper }}{% endmacro %}` +
      `{% for i in range(20000) %}${STEP}{% endfor %}`,
  ],
  ['a loop of 100,000 items', '{% for i in range(100000) %}{% if i % 3 == 0 %}{{ i * 2 }}{% endif %}{% endfor %}'],
  [
    'a list of 100,000 items, sorted, selected and joined',
    '{% set l = [] %}{% for i in range(100000) %}{% do l.append(-i) %}{% endfor %}' +
      '{{ l|sort|first }}{{ l|select("odd")|map("abs")|join(" ")|length }}',
  ],
] as const;
for (const [what, template] of largeRows) {
  s(`lets ${what} be`, () => {
    const rendered = renderTemplate(template, new Map());
    assert.is('error' in rendered ? rendered.error.message : '', '');
  });
}

s.run();
