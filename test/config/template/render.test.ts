import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderTemplate } from '../../../src/config/template/render.ts';
import type { TemplateValue } from '../../../src/config/template/value.ts';

const s = suite('config/template/render');

function context(): Map<string, TemplateValue> {
  return new Map<string, TemplateValue>([
    ['env', new Map<TemplateValue, TemplateValue>([['A', 'a']])],
    ['words', ['alpha', 'beta']],
    [
      'm',
      new Map<TemplateValue, TemplateValue>([
        ['x', 1],
        ['y', new Map<TemplateValue, TemplateValue>([['z', [1, 2]]])],
        ['items', 5],
      ]),
    ],
    ['n', 7],
    ['f', { kind: 'float', value: 2.5 }],
    ['t', 'Hello World'],
    ['big', 12345678901234567890n],
  ]);
}

/** What Jinja 3.1.6 makes of each. */
const rows: readonly (readonly [string, string])[] = [
  ['x\n', 'x'],
  ['x\n\n', 'x\n'],
  ['a\\b \'c\' "d" `${e}`', 'a\\b \'c\' "d" `${e}`'],
  ['a{# c #}b {#- c -#} d', 'ab' + 'd'],
  ['{% raw %}{{ x }}{% endraw %}', '{{ x }}'],
  ['a {%- if true %} b {%- endif %} c', 'a b c'],
  ["{{- ' a ' -}}  ", ' a '],
  ['{{ 1.0 }} {{ 1e3 }} {{ 1e16 }} {{ 1.5e-7 }}', '1.0 1000.0 1e+16 1.5e-07'],
  ['{{ 0x1F }} {{ 0b11 }} {{ 0o17 }} {{ 1_000 }}', '31 3 15 1000'],
  ["{{ 'a\\nb' }}{{ '\\x41\\u00e9' }}", 'a\nbAé'],
  ['{{ "a" "b" }}', 'ab'],
  ['{{ none }} {{ None }} {{ true }} {{ False }}', 'None None True False'],
  ["{{ [1, 'a', \"it's\", 1.5, none, true] }}", "[1, 'a', \"it's\", 1.5, None, True]"],
  ["{{ ['\\n', 'é', '\\x00', '\\u200b', '\\\\'] }}", "['\\n', 'é', '\\x00', '\\u200b', '\\\\']"],
  ['{{ (1,) }} {{ (1, 2) }} {{ 1, 2 }} {{ () }}', '(1,) (1, 2) (1, 2) ()'],
  ["{{ {'a': 1, 'b': [1]} }}", "{'a': 1, 'b': [1]}"],
  ["{{ env.A }}{{ env['A'] }}{{ env.get('Q', 'd') }}{{ env.get('Q') }}", 'aadNone'],
  ['[{{ nope }}{{ env.NOPE }}{{ words[5] }}]', '[]'],
  ['{{ m.x }} {{ m.y.z }} {{ m["y"]["z"][1] }} {{ m.y.z.0 }} {{ m["items"] }}', '1 [1, 2] 2 1 5'],
  [
    '{{ words[0] }} {{ words[-1] }} {{ t[0] }} {{ t[1:3] }} {{ t[::-1] }} {{ t[-3:] }}',
    'alpha beta H el dlroW olleH rld',
  ],
  ["{{ 'a' ~ 1 ~ none ~ true }}", 'a1NoneTrue'],
  ["{{ 'a' + 'b' }} {{ [1] + [2] }} {{ 'x' * 3 }} {{ [1] * 2 }}", 'ab [1, 2] xxx [1, 1]'],
  [
    '{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 2 ** 5 }} {{ 2 ** -1 }} {{ 6 / 2 }} {{ -7.5 % 2 }}',
    '3 -4 2 32 0.5 3.0 0.5',
  ],
  ['{{ 2 ** 3 ** 2 }} {{ -2 ** 2 }} {{ 1 + 2 * 3 - 4 }} {{ 2 * 3 ~ 4 }}', '64 4 3 64'],
  ['{{ big + 1 }} {{ 9007199254740993 }} {{ 0.1 + 0.2 }}', '12345678901234567891 9007199254740993 0.30000000000000004'],
  [
    "{{ 1 < 2 < 3 }} {{ 3 > 2 > 2 }} {{ 1 == 1.0 }} {{ 'a' < 'b' }} {{ [1, 2] < [1, 3] }} {{ [] == () }}",
    'True False True True True False',
  ],
  ["{{ 'a' in 'abc' }} {{ 1 in [1] }} {{ 'x' in m }} {{ 'q' not in words }}", 'True True True True'],
  ["{{ not 1 }} {{ not '' }} {{ 1 and 2 }} {{ 0 or 'x' }}", 'False True 2 x'],
  ["{{ 'y' if n > 5 else 'n' }}{{ 'y' if n > 50 }}", 'y'],
  ["{{ nope | default('d') }} [{{ '' | default('d') }}] {{ '' | default('d', true) }} {{ nope | d }}", 'd [] d '],
  [
    "{{ t | upper | lower }} {{ t | replace('o', '0') }} {{ t | replace('l', 'L', 1) }}",
    'hello world Hell0 W0rld HeLlo World',
  ],
  ["{{ words | join(', ') }} {{ words | join }} {{ words | join(d=';') }}", 'alpha, beta alphabeta alpha;beta'],
  ["{{ t | length }} {{ m | count }} {{ ' a ' | trim }} {{ words | first }} {{ words | last }}", '11 3 a alpha beta'],
  ["{{ '12' | int }} {{ 'x' | int }} {{ 'x' | int(5) }} {{ 2.7 | int }}", '12 0 5 2'],
  ["{{ 'a,b' | replace(',', ';') | upper ~ 'x' }}", 'A;Bx'],
  [
    "{{ t.upper() }} {{ t.replace('l', 'L') }} {{ t.split() }} {{ 'xxaxx'.strip('x') }}",
    "HELLO WORLD HeLLo WorLd ['Hello', 'World'] a",
  ],
  ["{{ t.startswith('H') }} {{ ','.join(words) }}", 'True alpha,beta'],
  [
    '{{ n is odd }} {{ nope is defined }} {{ none is none }} {{ 10 is divisibleby 5 }} {{ n is gt(3) }} {{ n is not even }}',
    'True False True True True True',
  ],
  ['{% if n == 7 %}x{% elif n == 8 %}y{% else %}z{% endif %}', 'x'],
  ['{% if n == 6 %}x{% elif n == 7 %}y{% else %}z{% endif %}', 'y'],
  ['{% if n == 6 %}x{% elif n == 8 %}y{% else %}z{% endif %}', 'z'],
  ['{% for w in words %}{{ loop.index }}{{ w }}{{ loop.last }},{% endfor %}', '1alphaFalse,2betaTrue,'],
  ["{% for w in words if w != 'alpha' %}{{ loop.index }}{{ w }}{% endfor %}", '1beta'],
  ['{% for w in [] %}x{% else %}none{% endfor %}', 'none'],
  ['{% for k, v in m.y.items() %}{{ k }}={{ v }}{% endfor %}', 'z=[1, 2]'],
  [
    '{% for a in [1, 2] %}{% for b in "xy" %}{{ a }}{{ b }}{{ loop.first }} {% endfor %}{% endfor %}',
    '1xTrue 1yFalse 2xTrue 2yFalse ',
  ],
  ['{% set a = 1 %}{% set b, c = 2, 3 %}{{ a }}{{ b }}{{ c }}', '123'],
  ['{% for i in [1, 2] %}{% set q = i %}{% endfor %}[{{ q }}]', '[]'],
  ['{% if true %}{% set q = 5 %}{% endif %}{{ q }}', '5'],
  ["{% do words.append('c') %}{{ words }}", "['alpha', 'beta', 'c']"],
];
for (const [template, expected] of rows) {
  s(`renders ${JSON.stringify(template)} as Jinja does`, () => {
    const rendered = renderTemplate(template, context());
    assert.is('error' in rendered ? rendered.error.message : rendered.text, expected);
  });
}

const errors: readonly (readonly [string, number, string, string])[] = [
  ['{{ nope.x }}', 8, '"nope" is undefined, so it has no "x"', 'Correct the name, or define it'],
  ['{{ nope + 1 }}', 8, '"nope" is undefined', 'Define it, or give it a value by "| default(...)"'],
  ["{{ 'a' + 1 }}", 7, '"+" cannot take a text and an integer', 'Join them with "~"'],
  ['{{ 1 / 0 }}', 5, 'Division by nought', 'Check the divisor'],
  ['{{ nope() }}', 3, '"nope" is undefined and cannot be called', 'Correct the name'],
  ['{{ n() }}', 3, 'This is an integer and no function', 'Take the call away'],
  ['{{ x | shout }}', 7, '"shout" is no filter of a template', 'Correct the name'],
  ['{{ x is shiny }}', 8, '"shiny" is no test of a template', 'Correct the name'],
  ["{{ t | replace('a') }}", 7, '"replace" is given no "new"', 'Give it "old", "new", "count"'],
  ['{{ t | upper(1) }}', 7, '"upper" is given more arguments than it takes', 'Give it none'],
  ['{% macro a() %}', 0, '"{% macro %}" is not closed', 'Close it with "{% endmacro %}"'],
  ['a {{ b', 2, '"{{" is not closed', 'Close it with "}}"'],
  ['{# a', 0, '"{#" is not closed', 'Close the comment with "#}"'],
  ['{% if a %}', 0, '"{% if %}" is not closed', 'Close it with "{% endif %}"'],
  ['{% endif %}', 3, '"{% endif %}" belongs to nothing', 'Take it away, or open what it belongs to'],
  ['{% foo %}', 3, '"foo" is no statement of a template', 'Correct the name'],
  ['{{ a b }}', 5, '"b" stands where "}}" is expected', 'Correct the template'],
  ['{{ }}', 3, '"}}" stands where a value is expected', 'Correct the template'],
  ['{{ (1 }}', 6, '"}" closes nothing', 'Open it with "{", or take it away'],
  ["{{ 'a }}", 3, "The text that begins with ' is not closed", "Close it with '"],
  ['{{ a ? b }}', 5, '"?" has no meaning here', 'Take it away, or put it in quotes'],
  ['{% set a, b = [1] %}', 7, '2 names stand for 1 value', 'Write as many names as there are values'],
  ['{% for a in 5 %}{% endfor %}', 0, 'Nothing can be taken from an integer one by one', 'Use a list or a map'],
];
for (const [template, at, message, next] of errors) {
  s(`says what is wrong with ${JSON.stringify(template)}`, () => {
    const rendered = renderTemplate(template, context());
    const error = 'error' in rendered ? rendered.error : null;
    assert.equal([error?.at, error?.message, error?.next], [at, message, next]);
  });
}

for (const name of ['constructor', '__proto__', 'prototype', 'toString', 'it', 'globalThis', 'process', '__eta']) {
  s(`reaches nothing of JavaScript by the name "${name}"`, () => {
    const template = `[{{ ${name} }}{{ words.${name} }}{{ m.${name} }}{{ t['${name}'] }}{{ env['${name}'] }}]`;
    const rendered = renderTemplate(template, context());
    assert.is('error' in rendered ? rendered.error.message : rendered.text, '[]');
  });
}

s('takes a name of JavaScript for a name of the template', () => {
  const rendered = renderTemplate(
    "{% set __proto__ = 1 %}{% set it = 2 %}{{ __proto__ }}{{ it }}{{ {'__proto__': 3}['__proto__'] }}",
    new Map(),
  );
  assert.is('text' in rendered && rendered.text, '123');
});

s('refuses what nests too deeply instead of breaking', () => {
  const rendered = renderTemplate(`{{ ${'('.repeat(20_000)}1${')'.repeat(20_000)} }}`, new Map());
  assert.is('error' in rendered && rendered.error.message, 'The template nests too deeply');
});

s.run();
