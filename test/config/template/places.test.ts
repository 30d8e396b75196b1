import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { folderOf, loadFrom, messageOf } from '../loading.ts';

const s = suite('config/template/places');

const STEP = 'a: {run: {image: x, cmd: y}}';
/** The build file, files beside it, and where and how what is wrong is told. */
const rows: readonly (readonly [string, string, Readonly<Record<string, string>>, readonly string[]])[] = [
  [
    'an expression in an included file',
    "steps:\n{% include 'part' %}\n",
    { part: '  a:\n    run: {image: "{{ 1 / 0 }}"}\n' },
    ['part:2:24 Division by nought', '      run: {image: "{{ 1 / 0 }}"}', `${' '.repeat(25)}^`],
  ],
  [
    'YAML that an included file writes',
    "steps:\n{% include 'part' %}\n",
    { part: '\n  a: 1\n  a: 2\n' },
    ['part:3:3 "a" is given twice in one map', '    a: 2', '    ^'],
  ],
  [
    'YAML that a macro of another file writes',
    `{% from 'part' import double %}steps:\n  ${STEP}\n{{ double() }}\n`,
    { part: '{% macro double() %}\n  a: 1\n{% endmacro %}\n' },
    ['part:2:3 "a" is given twice in one map', '    a: 1', '    ^'],
  ],
  [
    'YAML behind what is included',
    `steps:\n{% include 'part' %}\n  a: 1\n`,
    { part: `  ${STEP}` },
    ['buildrunner.yaml:3:3 "a" is given twice in one map', '    a: 1', '    ^'],
  ],
  [
    'a block of a file that extends another',
    `{% extends 'base' %}{% block more %}\n  a: 1\n{% endblock %}`,
    { base: `steps:\n  ${STEP}\n{% block more %}{% endblock %}\n` },
    ['buildrunner.yaml:2:3 "a" is given twice in one map', '    a: 1', '    ^'],
  ],
  [
    'a tag that is not closed in an included file',
    "{% include 'part' %}",
    { part: 'x\n{% if x %}' },
    ['part:2:1 "{% if %}" is not closed', '  {% if x %}', '  ^'],
  ],
  [
    'a file that is not there',
    "a\n{% include 'nope' %}",
    {},
    ['buildrunner.yaml:2:12 "nope" does not exist', "  {% include 'nope' %}", `${' '.repeat(13)}^`],
  ],
];
for (const [what, text, files, expected] of rows) {
  s(`finds ${what}`, async () => {
    const message = messageOf(await loadFrom(folderOf({ 'buildrunner.yaml': text, ...files })));
    const lines = message.split('\n').slice(1, 4);
    assert.equal(
      lines,
      expected.map((line) => `  ${line}`),
    );
  });
}

s('finds a file that is no text', async () => {
  const folder = folderOf({ 'buildrunner.yaml': "a\n{% include 'part' %}" });
  writeFileSync(join(folder, 'part'), Uint8Array.of(0xff));
  assert.equal(
    messageOf(await loadFrom(folder))
      .split('\n')
      .slice(1),
    [
      '  buildrunner.yaml:2:12 "part" is no text in UTF-8',
      "    {% include 'part' %}",
      `${' '.repeat(15)}^`,
      '    Save it in UTF-8.',
    ],
  );
});

s.run();
