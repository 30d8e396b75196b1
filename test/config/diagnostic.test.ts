import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatDiagnostic, toFailure } from '../../src/config/diagnostic.ts';
import { problemAtOffset, toSourceText } from '../../src/config/source-text.ts';

const s = suite('config/diagnostic');

s('puts the caret under the column, tabs and wide letters before it too', () => {
  const source = toSourceText('f.yaml', 'a\r\n\té😀: x\n');
  const problem = problemAtOffset(source, source.text.indexOf('x'), '"x" is odd', 'Change it');
  assert.equal(formatDiagnostic(problem), ['f.yaml:2:6 "x" is odd', '  \té😀: x', '  \t    ^', '  Change it.']);
});

s('shows only the part of a long line around the column', () => {
  const source = toSourceText('f.yaml', `${'a'.repeat(1000)}x${'b'.repeat(1000)}`);
  const [, line = '', caret = ''] = formatDiagnostic(problemAtOffset(source, 1000, 'no'));
  assert.is(line.length, 122);
  assert.is(line[caret.indexOf('^')], 'x');
});

s('shows no control characters', () => {
  const source = toSourceText('f.yaml', 'a\u001b[31mb');
  assert.is(formatDiagnostic(problemAtOffset(source, 0, 'no'))[1], '  a\ufffd[31mb');
});

s('leaves out the excerpt where there is no line, and a full stop after a question', () => {
  const problem = {
    location: { file: 'f', line: 1, column: 1 },
    message: 'm',
    excerpt: null,
    next: 'Did you mean "a"?',
  };
  assert.equal(formatDiagnostic(problem), ['f:1:1 m', '  Did you mean "a"?']);
  assert.is(toFailure([problem, problem]).summary, 'The configuration has 2 problems');
});

s.run();
