import { toPythonFloat } from '../yaml/python-float.ts';
import { isFloat, isMap, isTuple, isUndefined, isDate, type TemplateValue } from './value.ts';

/** A value as `{{ }}` prints it: what Python's `str` makes of it. */
export function toText(value: TemplateValue): string {
  if (typeof value === 'string') return value;
  if (isUndefined(value)) return '';
  return isDate(value) ? value.text : toRepresentation(value);
}

/** A value as it stands within a printed list or map: what Python's `repr` makes of it. */
export function toRepresentation(value: TemplateValue): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(toRepresentation).join(', ')}]`;
  if (isMap(value)) {
    return `{${[...value].map(([key, item]) => `${toRepresentation(key)}: ${toRepresentation(item)}`).join(', ')}}`;
  }
  if (isFloat(value)) return toPythonFloat(value.value);
  if (isTuple(value)) return tupleText(value.items);
  if (isDate(value)) return `'${value.text}'`;
  return isUndefined(value) ? 'Undefined' : `<function ${value.name}>`;
}

function tupleText(items: readonly TemplateValue[]): string {
  return items.length === 1
    ? `(${items.map(toRepresentation).join('')},)`
    : `(${items.map(toRepresentation).join(', ')})`;
}

/** Single quotes unless the text holds some and no double ones. */
function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll(/[\\'"]|[^\P{C}]|(?! )\p{Z}/gu, (character) =>
    character === '\\' || character === mark ? `\\${character}` : escapeCharacter(character),
  );
  return `${mark}${escaped}${mark}`;
}

function escapeCharacter(character: string): string {
  if (character === "'" || character === '"') return character;
  const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}
