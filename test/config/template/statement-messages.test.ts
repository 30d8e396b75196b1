import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { globSync } from 'tinyglobby';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatDiagnostic } from '../../../src/config/diagnostic.ts';
import { problemAtOffset } from '../../../src/config/source-text.ts';
import { renderSource } from '../../../src/config/template/render.ts';
import {
  isSentence,
  nodesIn,
  parseSource,
  sentencePattern,
  textsIn,
  type Sentence,
} from '../../support/source-texts.ts';
import { folderOfFixture } from '../fixture-files.ts';
import { filesOf } from './snippet.ts';

const s = suite('config/template/statement-messages');

/** A template, the files beside it (null: it may read none), and all that is said of it. */
type Row = readonly [string, Readonly<Record<string, string>> | null, readonly string[]];

/** Those that a file cannot well hold; all others are in fixtures/messages/statements.txt. */
const longRows: readonly Row[] = [
  [
    "a {% include 'b' %}",
    null,
    [
      'build:1:14 "b" cannot be read from here',
      "  a {% include 'b' %}",
      '               ^',
      '  Let the build file itself include it.',
    ],
  ],
  [
    '{% if 1 %}\n'.repeat(151),
    {},
    ['build:151:11 The template nests too deeply', '  {% if 1 %}', '            ^', '  Flatten it.'],
  ],
  [
    `{{ ${'1 + '.repeat(50_000)}1 }}`,
    {},
    [
      'build:1:1 The template nests too deeply',
      '  {{ 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1',
      '  ^',
      '  Flatten it.',
    ],
  ],
  [
    `{{ ${'1'.repeat(4_301)} }}`,
    {},
    [
      'build:1:4 The number has 4301 digits',
      '  {{ 111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111',
      '     ^',
      '  Write no more than 4300.',
    ],
  ],
  [
    `{% for a in range(1000) %}${'a'.repeat(99)}{% for b in range(150) %}${'b'.repeat(99)}{% endfor %}{% endfor %}`,
    {},
    [
      'build:1:151 The template writes more than 10 million characters',
      '  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa{% for b in range(150) %}bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
      '                                                             ^',
      '  Let it write less.',
    ],
  ],
];

/** Rows are parted by `===`; within one each text stands behind a line with its name. */
function readRows(): Row[] {
  return readFileSync(join(folderOfFixture({ fixture: 'messages' }), 'statements.txt'), 'utf8')
    .split('===\n')
    .map((row) => {
      const texts = new Map(
        [...row.matchAll(/^--- (.*)\n((?:(?!--- ).*\n)*)/gm)].map(([, name = '', text = '']) => [
          name,
          text.slice(0, -1),
        ]),
      );
      return [texts.get('build') ?? '', Object.fromEntries(texts), (texts.get('message') ?? '').split('\n')];
    });
}

const rows = [...readRows(), ...longRows];
for (const [template, files, expected] of rows) {
  s(`says where and why ${JSON.stringify(template.slice(0, 100))} is refused`, () => {
    assert.equal(linesOf(template, files), expected);
  });
}

/** What the user reads of a template that is refused; nothing of one that is not. */
function linesOf(text: string, files: Readonly<Record<string, string>> | null): readonly string[] {
  const source = { file: 'build', text };
  const rendered = renderSource(source, new Map(), files === null ? null : filesOf(files));
  if (!('error' in rendered)) return [];
  const { error } = rendered;
  return formatDiagnostic(problemAtOffset(error.source ?? source, error.at, error.message, error.next));
}

/** The files whose messages are shown here: what reads, compiles and runs statements. */
const SOURCES = [
  '{lexer,string-literal,token,token-stream,parser,parse-until,symbols,undeclared,analysis,frame}.ts',
  '{expression,statement,template-statement,parameter,target,given}-parser.ts',
  '{,expression-,macro-,loop-,template-statement-}compiler.ts',
  '{macro,loop,inheritance,template-choice,template-files,template-context,engine}.ts',
  '{runtime,expression-runtime,rendering,render,budget}.ts',
];

s('shows every message that statements can give', () => {
  const tests = globSync('*.test.ts', { cwd: fileURLToPath(new URL('.', import.meta.url)), absolute: true });
  const shown = [
    ...rows.flatMap(([, , lines]) => lines),
    ...tests.flatMap((file) => textsIn(parseSource(file)).map((parts) => parts.join(''))),
  ];
  const sentences = messageTexts().filter(isSentence);
  assert.ok(sentences.length > 80, String(sentences.length));
  const missing = sentences.filter((sentence) => {
    const pattern = sentencePattern(sentence);
    return !shown.some((text) => pattern.test(text));
  });
  assert.equal(missing, []);
});

/** The texts that are handed to a message, and those of what is named there. */
function messageTexts(): Sentence[] {
  const folder = fileURLToPath(new URL('../../../src/config/template/', import.meta.url));
  const files = globSync(SOURCES, { cwd: folder, absolute: true }).map(parseSource);
  const functions = files.flatMap((file) => nodesIn(file, ts.isFunctionDeclaration));
  return files.flatMap((file) => {
    const messages = nodesIn(file, isMessage);
    const names = new Set(messages.flatMap((message) => nodesIn(message, ts.isIdentifier)).map(({ text }) => text));
    const variables = nodesIn(file, ts.isVariableDeclaration);
    const named = [...variables, ...functions].filter(
      ({ name }) => name !== undefined && ts.isIdentifier(name) && names.has(name.text),
    );
    return [...messages, ...named].flatMap((node) => textsIn(node));
  });
}

/** `new TemplateError(...)`, and a call of the one method that makes it of what it is given. */
function isMessage(node: ts.Node): node is ts.NewExpression | ts.CallExpression {
  if (ts.isNewExpression(node)) return node.expression.getText() === 'TemplateError';
  return ts.isCallExpression(node) && /\.#?unexpected$/.test(node.expression.getText());
}

s.run();
