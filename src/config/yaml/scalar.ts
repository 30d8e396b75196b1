import { TAG } from './tag.ts';
import type { YamlValue } from '../build-file.ts';
import { decodeBase64 } from './base64.ts';
import { readPythonFloat, readPythonInteger } from './python-number.ts';
import { readTaggedTimestamp, readTimestamp } from './timestamp.ts';

const BOOLEAN = /^(?:(yes|Yes|YES|true|True|TRUE|on|On|ON)|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const TAGGED_BOOLEAN = /^(?:(yes|true|on)|no|false|off)$/i;
const NULL = /^(?:~|null|Null|NULL|)$/;
const INTEGER =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
/** Most texts are seen to be texts by their first character. */
const MAY_BE_MORE = /^(?:[-+.0-9~yYnNtTfFoO]|$)/;

/**
 * What an unquoted scalar means to PyYAML 6 (YAML 1.1): `yes` and `on` are booleans, `010` is octal, `1:30` counts
 * sixties, `1e3` and `y` are texts. Undefined where it looks like a date or a number and there is none.
 */
export function readPlainScalar(text: string): YamlValue | undefined {
  if (!MAY_BE_MORE.test(text)) return text;
  if (BOOLEAN.test(text)) return BOOLEAN.exec(text)?.[1] !== undefined;
  // As in PyYAML, what may be a float is asked before what may be an integer.
  if (FLOAT.test(text)) return readFloat(text);
  if (INTEGER.test(text)) return readPythonInteger(text);
  if (NULL.test(text)) return null;
  const timestamp = readTimestamp(text);
  return timestamp === 'no timestamp' ? text : timestamp;
}

/** The tags that make a value of a scalar. */
const READERS: ReadonlyMap<string, (text: string) => YamlValue | undefined> = new Map([
  [`${TAG}str`, (text) => text],
  [`${TAG}null`, () => null],
  [`${TAG}bool`, readBoolean],
  [`${TAG}int`, readPythonInteger],
  [`${TAG}float`, readFloat],
  [`${TAG}timestamp`, readTaggedTimestamp],
  [`${TAG}binary`, readBinary],
] satisfies [string, (text: string) => YamlValue | undefined][]);

export function isScalarTag(tag: string): boolean {
  return READERS.has(tag);
}

/** The value of a scalar with a tag such as `!!int`, quoted or not; undefined where the text is no such value. */
export function readTaggedScalar(tag: string, text: string): YamlValue | undefined {
  return READERS.get(tag)?.(text);
}

function readBoolean(text: string): boolean | undefined {
  const match = TAGGED_BOOLEAN.exec(text);
  return match === null ? undefined : match[1] !== undefined;
}

function readFloat(text: string): YamlValue | undefined {
  const value = readPythonFloat(text);
  return value === undefined ? undefined : { kind: 'float', value };
}

function readBinary(text: string): YamlValue | undefined {
  const bytes = /^[\0-\x7f]*$/.test(text) ? decodeBase64(text) : null;
  return bytes === null ? undefined : { kind: 'bytes', bytes };
}
