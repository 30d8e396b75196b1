import type { YamlValue } from '../build-file.ts';
import { readTimestamp } from './timestamp.ts';

const BOOLEAN = /^(?:(yes|Yes|YES|true|True|TRUE|on|On|ON)|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
const INTEGER =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/**
 * What an unquoted scalar means to PyYAML 6 (YAML 1.1): `yes` and `on` are booleans, `010` is octal, `1:30` counts
 * sixties, `1e3` and `y` are texts. Undefined where it looks like a date and there is no such day.
 */
export function readPlainScalar(text: string): YamlValue | undefined {
  if (BOOLEAN.test(text)) return readBoolean(text);
  // As in PyYAML, what may be a float is asked before what may be an integer.
  if (FLOAT.test(text)) return readFloat(text);
  if (INTEGER.test(text)) return readInteger(text);
  if (NULL.test(text)) return null;
  const timestamp = readTimestamp(text);
  return timestamp === 'no timestamp' ? text : timestamp;
}

/** The value of a scalar with a tag such as `!!int`; undefined where the text is no such value. */
export function readTaggedScalar(tag: string, text: string): YamlValue | undefined {
  switch (tag) {
    case 'tag:yaml.org,2002:str':
      return text;
    case 'tag:yaml.org,2002:null':
      return null;
    case 'tag:yaml.org,2002:bool':
      return BOOLEAN.test(text) ? readBoolean(text) : undefined;
    case 'tag:yaml.org,2002:int':
      return INTEGER.test(text) ? readInteger(text) : undefined;
    case 'tag:yaml.org,2002:float':
      return FLOAT.test(text) || INTEGER.test(text) ? readFloat(text) : undefined;
    case 'tag:yaml.org,2002:timestamp': {
      const timestamp = readTimestamp(text);
      return timestamp === 'no timestamp' ? undefined : timestamp;
    }
    default:
      return undefined;
  }
}

function readBoolean(text: string): boolean {
  return BOOLEAN.exec(text)?.[1] !== undefined;
}

function readInteger(text: string): number | bigint | undefined {
  const isNegative = text.startsWith('-');
  const digits = text.replaceAll('_', '').replace(/^[-+]/, '');
  const size = readDigits(digits);
  if (size === undefined) return undefined;
  const value = isNegative ? -size : size;
  const asNumber = Number(value);
  // Minus nought is nought; what a number cannot hold exactly stays a bigint.
  return Number.isSafeInteger(asNumber) ? asNumber + 0 : value;
}

function readDigits(digits: string): bigint | undefined {
  if (digits.includes(':')) return digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
  if (/^0[0-7]+$/.test(digits)) return BigInt(`0o${digits.slice(1)}`);
  // `0b_` and `0x_` hold no digit; PyYAML stumbles over them.
  return /^0[bx]$/.test(digits) ? undefined : BigInt(digits);
}

function readFloat(text: string): YamlValue {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replaceAll('_', '').replace(/^[-+]/, '').toLowerCase();
  return { kind: 'float', value: sign * readSize(digits) };
}

function readSize(digits: string): number {
  if (digits === '.inf') return Infinity;
  if (digits === '.nan') return NaN;
  return digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}
