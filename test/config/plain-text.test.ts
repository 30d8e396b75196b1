import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderPlain } from '../../src/config/plain-text.ts';
import { toSourceText } from '../../src/config/source-text.ts';
import { renderSource } from '../../src/config/template/render.ts';
import { casesIn, folderOfFixture } from './fixture-files.ts';

const s = suite('config/plain-text');

/** Whether a text is plain; if so, it must be what the template engine makes of it. */
function isPlain(name: string, text: string): boolean {
  const source = toSourceText(name, text);
  const plain = renderPlain(source);
  if (plain === null) return false;
  const rendered = renderSource(source, new Map(), null);
  assert.ok('text' in rendered);
  // Nothing has a place where nothing is.
  if (plain.text === '') assert.is(plain.text, rendered.text);
  else assert.equal(plain, rendered);
  return true;
}

for (const fixture of ['valid', 'invalid']) {
  s(`makes of the plain ones of fixtures/${fixture} what the template engine makes of them`, () => {
    const folder = folderOfFixture({ fixture });
    const plain = casesIn(folder, '.yaml').filter((name) =>
      isPlain(name, readFileSync(join(folder, `${name}.yaml`), 'utf8')),
    );
    assert.ok(plain.length > 10, String(plain.length));
  });
}

for (const text of [
  '',
  '\n',
  '\n\n',
  'a',
  'a\n',
  'a\n\n',
  ' \n',
  '\ta\r\n',
  'a\r\nb\r\n',
  'a\r',
  '{ { % } }\n',
  '}}%}#}',
  '{a}',
  '# é\n',
]) {
  s(`makes the same of ${JSON.stringify(text)}`, () => {
    assert.ok(isPlain('file', text));
  });
}

for (const text of ['{{ 1 }}', '{% if 1 %}{% endif %}', '{# comment #}', 'a\n{{', '${{ x }}']) {
  s(`leaves ${JSON.stringify(text)} to the template engine`, () => {
    assert.is(renderPlain(toSourceText('file', text)), null);
  });
}

s.run();
