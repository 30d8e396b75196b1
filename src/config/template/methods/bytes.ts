import { readArguments, takeArguments, textArgument } from '../arguments.ts';
import { TemplateError } from '../template-error.ts';
import type { Arguments, TemplateBytes } from '../value.ts';
import type { MethodTable } from './method.ts';

/** The methods of bytes. */
export const BYTES_METHODS: MethodTable<Uint8Array> = new Map([
  ['decode', decodeBytes],
  ['hex', toHex],
]);

function toHex(self: Uint8Array, given: Arguments): string {
  takeArguments('hex', given, 0);
  return Buffer.from(self).toString('hex');
}

type Encoding = 'utf-8' | 'ascii' | 'latin-1';

const ENCODINGS: ReadonlyMap<string, Encoding> = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['ascii', 'ascii'],
  ['us-ascii', 'ascii'],
  ['latin-1', 'latin-1'],
  ['latin1', 'latin-1'],
  ['iso-8859-1', 'latin-1'],
]);

interface Coding {
  readonly encoding: Encoding;
  readonly errors: string;
}

function codingOf(name: string, given: Arguments): Coding {
  const { encoding, errors } = readArguments(name, given, ['encoding', 'errors']);
  const wanted = textArgument(name, encoding, given.at, 'utf-8');
  const known = ENCODINGS.get(wanted.toLowerCase().replaceAll('_', '-'));
  const how = textArgument(name, errors, given.at, 'strict');
  if (known === undefined) {
    throw new TemplateError(given.at, `"${name}" does not know "${wanted}"`, 'Give it "utf-8", "ascii" or "latin-1"');
  }
  if (['strict', 'ignore', 'replace'].includes(how)) return { encoding: known, errors: how };
  throw new TemplateError(given.at, `"${name}" does not know "${how}"`, 'Give it "strict", "ignore" or "replace"');
}

/** `text.encode()`: the bytes of a text. */
export function encodeText(self: string, given: Arguments): TemplateBytes {
  const { encoding, errors } = codingOf('encode', given);
  const most = encoding === 'utf-8' ? 0x10ffff : encoding === 'ascii' ? 0x7f : 0xff;
  const characters = [...self].flatMap((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code <= most && (code < 0xd800 || code > 0xdfff || encoding !== 'utf-8')) return [character];
    if (errors !== 'strict') return errors === 'ignore' ? [] : ['?'];
    throw new TemplateError(
      given.at,
      `"encode" cannot write "${character}" as ${encoding}`,
      'Give it errors="replace"',
    );
  });
  return { kind: 'bytes', bytes: Buffer.from(characters.join(''), encoding === 'utf-8' ? 'utf8' : 'latin1') };
}

function decodeBytes(self: Uint8Array, given: Arguments): string {
  const { encoding, errors } = codingOf('decode', given);
  if (encoding === 'latin-1') return Buffer.from(self).toString('latin1');
  const bytes = encoding === 'ascii' ? asciiOnly(self, errors) : self;
  try {
    if (bytes !== null) return decodeUtf8(bytes, errors);
  } catch {
    // Said below.
  }
  throw new TemplateError(given.at, `"decode" cannot read the bytes as ${encoding}`, 'Give it errors="replace"');
}

function decodeUtf8(bytes: Uint8Array, errors: string): string {
  const text = new TextDecoder('utf-8', { fatal: errors === 'strict', ignoreBOM: true }).decode(bytes);
  return errors === 'ignore' ? text.replaceAll('\ufffd', '') : text;
}

/** Null where there are others and they are refused. */
function asciiOnly(bytes: Uint8Array, errors: string): Uint8Array | null {
  if (bytes.every((byte) => byte < 0x80)) return bytes;
  if (errors === 'strict') return null;
  return Uint8Array.from(errors === 'ignore' ? bytes.filter((byte) => byte < 0x80) : bytes);
}
