import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderTemplate } from '../../../src/config/template/render.ts';
import type { TemplateValue } from '../../../src/config/template/value.ts';
import { filesOf } from './snippet.ts';

const s = suite('config/template/sandbox');

function context(): Map<string, TemplateValue> {
  const call = (): TemplateValue => 1;
  return new Map<string, TemplateValue>([
    ['t', 'text'],
    ['l', [1]],
    ['m', new Map<TemplateValue, TemplateValue>([['a', 1]])],
    ['f', { kind: 'function', name: 'f', call }],
  ]);
}

/** What comes of a template: the text, or where and why it is refused. */
function render(template: string): string {
  const rendered = renderTemplate(template, context(), filesOf({ inside: 'inside' }));
  return 'error' in rendered ? `${rendered.error.at}: ${rendered.error.message}` : rendered.text;
}

/** Names that mean something to JavaScript, to Python or to what Eta compiles, and nothing here. */
const NAMES = (
  'constructor __proto__ prototype toString valueOf hasOwnProperty __defineGetter__ __lookupGetter__ __class__ ' +
  '__mro__ __globals__ __builtins__ __init__ __subclasses__ Function globalThis this process require module exports ' +
  'import eval arguments it options __eta include includeAsync layout block capture output part root c p s0 v0_0 u0 ' +
  'undefined null class new delete typeof await yield Object Symbol Buffer fetch console'
).split(' ');
for (const name of NAMES) {
  s(`reaches nothing by the name "${name}", and none of its attributes`, () => {
    assert.is(render(`[{{ ${name} }}]`), '[]');
    assert.is(
      render(`{{ ${name}.x }}`),
      `3: "${name}" is undefined, so it has no "x"`.replace(/^3/, `${4 + name.length}`),
    );
    assert.is(render(`{{ ${name}() }}`), `3: "${name}" is undefined and cannot be called`);
  });
  s(`finds no attribute or item "${name}" of a value, and can set a name and a key of it`, () => {
    const parts = ['t', 'l', 'm', 'f', '1', 'none', 'range', 'namespace()', '(1,)', 'loop', 'self', 'x'];
    const all = parts.map((part) => (part === 'x' ? `{{ m['${name}'] }}` : `{{ (${part})["${name}"] is defined }}`));
    const expected = parts.map((part) => (part === 'x' ? '' : 'False')).join('');
    assert.is(render(`{% for loop_ in l %}{% set q = loop %}${all.join('')}{% endfor %}`), expected);
    assert.is(render(`{% set ${name} = 5 %}{{ ${name} }}{{ {'${name}': 6}['${name}'] }}`), '56');
  });
}

/** Text, texts, names and blocks that would end the text or the name they stand in within JavaScript. */
const rows: readonly (readonly [string, string])[] = [
  ["');process.exit(9);('", "');process.exit(9);('"],
  ['`${process.exit(9)}`', '`${process.exit(9)}`'],
  ["\\');process.exit(9);//", "\\');process.exit(9);//"],
  ['a\u2028process.exit(9)\u2029b', 'a\u2028process.exit(9)\u2029b'],
  ['<%= process.exit(9) %>', '<%= process.exit(9) %>'],
  ['{{ "\\");process.exit(9);(\\"" }}', '");process.exit(9);("'],
  ["{{ '\\n`${1}`\u2028' }}", '\n`${1}`\u2028'],
  ['{{ m["\\"];process.exit(9);[\\""] }}', ''],
  ['{% block constructor %}x{% endblock %}{{ self.constructor() }}', 'xx'],
  ['{% block __proto__ %}x{% endblock %}{{ self.__proto__() }}', 'xx'],
  ['{{ self.toString() }}', '8: "toString" is undefined and cannot be called'],
  ['{% macro __proto__(constructor) %}{{ constructor }}{% endmacro %}{{ __proto__(1) }}', '1'],
  ['{% macro f(a) %}{{ kwargs.constructor }}{{ kwargs }}{% endmacro %}{{ f(__proto__=1) }}', "{'__proto__': 1}"],
  ['{% set ns = namespace() %}{% set ns.__proto__ = m %}[{{ ns.a }}]{{ ns.__proto__ }}', "[]{'a': 1}"],
  ['{% set ns = namespace(__proto__=m) %}[{{ ns.a }}]', '[]'],
  ['{% set m.constructor = 1 %}', '7: a map takes no attributes'],
  ['{% block a`b %}{% endblock %}', '10: "`" has no meaning here'],
  ["{% block a');x(' %}{% endblock %}", '10: the text ");x(" stands where "%}" is expected'],
  ['{% macro a$b() %}{% endmacro %}', '10: "$" has no meaning here'],
  ['{{ a\\u0041 }}', '4: "\\\\" has no meaning here'],
  ["{% include '../outside' %}", '11: "../outside" does not exist'],
  ["{% include 'a/../../outside' %}", '11: "a/../../outside" does not exist'],
  ["{% extends '..' %}", '11: ".." does not exist'],
  ["{% import '/../outside' as x %}", '10: "/../outside" does not exist'],
  ["{% include 'inside\\x00' %}", '11: "inside\u0000" does not exist'],
  ["{% include '/inside' %}", 'inside'],
  ["{{ '{0.__class__.__mro__}'.format(1) is defined }}", ''],
  ["{{ t|attr('constructor') }}{{ t|attr('__proto__') }}", ''],
  ["{{ [m]|map(attribute='constructor')|list|length }}", '1'],
  ["{{ ''.__class__.__mro__ }}", '16: "__class__" is undefined, so it has no "__mro__"'],
  ["{{ f.__globals__['os'] }}", '16: "__globals__" is undefined, so it has no "os"'],
  ['{{ f.call }}{{ f.kind }}{{ f.name }}{{ range.call }}', ''],
  ['{{ (1.5).value }}{{ (1,).items }}{{ (1,).kind }}', ''],
  ['{{ l.length }}{{ l.push }}{{ t.length }}{{ t.at }}{{ m.size }}{{ m.set }}', ''],
];
for (const [template, expected] of rows) {
  s(`makes no more than ${JSON.stringify(expected)} of ${JSON.stringify(template)}`, () => {
    const result = render(template);
    if (template.includes('.format(1)')) assert.match(result, /^\d+: /);
    else assert.is(result, expected);
  });
}

s('leaves the prototypes of JavaScript as they were', () => {
  render(
    '{% set __proto__ = {"polluted": 1} %}{% set x = {"__proto__": {"polluted": 1}} %}{% do m.update(x) %}{{ x }}',
  );
  assert.is(Reflect.get({}, 'polluted'), undefined);
});

s.run();
