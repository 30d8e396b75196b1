import { refuse } from './problem.ts';
import type { Token } from './token.ts';

/** Where a value must stand and none does. */
export function refuseMissing(token: Token): never {
  switch (token.type) {
    case 'end':
      return refuse(token.start, 'A value is missing at the end of the file', 'Write it, or take away what opens it');
    case 'blockEntry':
    case 'blockSequenceStart':
      return refuse(
        token.start,
        '"-" starts no list here',
        'Put the value in quotes, or start the list on its own line',
      );
    default:
      return refuse(token.start, `A value is missing before ${describe(token)}`, 'Write it, or take this away');
  }
}

/** Where a block of keys or items goes on in a way it cannot. */
export function refuseInBlock(token: Token): never {
  switch (token.type) {
    case 'blockMappingStart':
    case 'firstKey':
    case 'blockSequenceStart':
      return refuse(token.start, 'This line is indented differently from those above', 'Indent it like those');
    case 'blockEntry':
      return refuse(
        token.start,
        'An item of a list stands among keys',
        'Indent it further than its key, or give it one',
      );
    case 'value':
      return refuse(token.start, '":" stands without a key', 'Write the key before it, or put the value in quotes');
    case 'key':
      return refuse(token.start, 'A key stands among the items of a list', 'Indent it further than the "-", or less');
    default:
      return refuseAfterNode(token);
  }
}

/** Where values nest more deeply than anything that reads them can follow. */
export function refuseDepth(offset: number, deepest: number): never {
  return refuse(offset, `Values stand more than ${deepest} deep within each other`, 'Nest them less');
}

/** Where something follows a whole value. */
export function refuseAfterNode(token: Token): never {
  return refuse(
    token.start,
    'More stands here than one value',
    'Put the whole value in quotes, or indent the line like others',
  );
}

/** Where brackets are open and neither a `,` nor the closing one comes. */
export function refuseInFlow(token: Token, open: Token): never {
  const isList = open.type === 'flowSequenceStart';
  const [start, end] = isList ? ['[', ']'] : ['{', '}'];
  if (['end', 'documentStart', 'documentEnd', 'directive'].includes(token.type)) {
    refuse(open.start, `"${start}" is not closed`, `Close it with "${end}"`);
  }
  return refuse(
    token.start,
    `"," or "${end}" is missing before ${describe(token)}`,
    `Write it, or put a value that holds "${start}" in quotes`,
  );
}

const MARKS: Readonly<Partial<Record<Token['type'], string>>> = {
  documentStart: '"---"',
  documentEnd: '"..."',
  flowSequenceStart: '"["',
  flowSequenceEnd: '"]"',
  flowMappingStart: '"{"',
  flowMappingEnd: '"}"',
  flowEntry: '","',
  blockEntry: '"-"',
  key: 'this key',
  value: '":"',
  directive: '"%"',
};

function describe(token: Token): string {
  return MARKS[token.type] ?? 'this';
}
