import type { YAMLError } from 'yaml';
import type { YamlProblem } from './load.ts';

interface Wording {
  readonly message: string;
  readonly next: string;
}

/** An error of the parser in our words; those without words of ours keep the parser's. */
export function toSyntaxProblem({ code, message, pos: [offset] }: YAMLError): YamlProblem {
  const known = BY_CODE[code] ?? BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1];
  if (known !== undefined) return { offset, ...known };
  return { offset, message: `This is no valid YAML: ${message}`, next: 'Correct the syntax' };
}

const BY_CODE: Readonly<Partial<Record<YAMLError['code'], Wording>>> = {
  BLOCK_AS_IMPLICIT_KEY: {
    message: '": " stands within a value',
    next: 'Put the value in quotes; or, where a key of its own is meant, indent it like the keys above',
  },
  MULTIPLE_DOCS: { message: 'A second document starts here', next: 'Leave one document in the file' },
  TAB_AS_INDENT: { message: 'A tab is used to indent', next: 'Indent with blanks' },
  MULTILINE_IMPLICIT_KEY: {
    message: 'A key reaches over several lines, or its ":" is missing',
    next: 'Write "key: value" on one line',
  },
};

const BY_MESSAGE: readonly (readonly [RegExp, Wording])[] = [
  [
    /end with a \]/,
    { message: '"[" is not closed', next: 'Close it with "]", and indent the lines between further than the key' },
  ],
  [
    /end with a \}/,
    { message: '"{" is not closed', next: 'Close it with "}", and indent the lines between further than the key' },
  ],
  [/block-seq-ind on same line/, { message: 'A list starts behind a key', next: 'Start it on a line of its own' }],
  [/^Missing closing/, { message: 'A text in quotes is not closed', next: 'Close it with the same quote' }],
  [
    /cannot start with (?:reserved|directive)/,
    { message: 'A value starts with a character that has a meaning in YAML', next: 'Put the value in quotes' },
  ],
  [
    /^Unexpected scalar at node end/,
    {
      message: 'More stands here than one value',
      next: 'Put the whole value in quotes, or indent the line like others',
    },
  ],
  [
    /^Invalid escape/,
    {
      message: 'A text in double quotes holds a "\\" that escapes nothing',
      next: 'Use single quotes, or write "\\\\"',
    },
  ],
  [
    /must start at the same column/,
    { message: 'This line is indented differently from those above', next: 'Indent it like those' },
  ],
];
