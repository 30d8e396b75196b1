import { basename } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findJinja, runRecorder } from './jinja.ts';
import { expectedAnswer, ourAnswer, readSnippets, snippetFiles } from './snippet.ts';

const s = suite('config/template/differential', { timeout: 120_000 });

for (const file of snippetFiles()) {
  for (const [index, snippet] of readSnippets(file).entries()) {
    const what = snippet.differs === undefined ? 'as Jinja does' : `otherwise than Jinja, for ${snippet.differs}`;
    s(`${basename(file)} ${index}: renders ${JSON.stringify(snippet.template)} ${what}`, () => {
      assert.equal(ourAnswer(snippet), expectedAnswer(snippet));
    });
  }
}

s('has a reason wherever it differs from Jinja, and differs there', () => {
  for (const { template, differs, ours, ...answer } of snippetFiles().flatMap(readSnippets)) {
    assert.is((differs ?? '') !== '', ours !== undefined, template);
    if (ours !== undefined) assert.is.not(ours, 'output' in answer ? answer.output : undefined, template);
  }
});

const python = findJinja();
if (python !== null) {
  s('has the answers of the Jinja on this machine', () => {
    assert.is(runRecorder(python, ['--check', ...snippetFiles()]), '');
  });
}

s.run();
