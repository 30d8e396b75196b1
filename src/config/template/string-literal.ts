import { TemplateError } from './template-error.ts';

/** A backslash with what belongs to it. Of `x`, `u` and `U` the digits may be too few: see below. */
const ESCAPE = /\\(?:([0-7]{1,3})|x([\da-fA-F]{0,2})|u([\da-fA-F]{0,4})|U([\da-fA-F]{0,8})|(N(?:\{[^}]*\})?)|([^]))/gu;

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/**
 * The value of a text in quotes, with the escapes of Python. A backslash before anything else stays. `at` is where the
 * text begins; throws a `TemplateError` at an escape that Python refuses.
 */
export function readStringLiteral(quoted: string, at: number): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  return quoted.slice(1, -1).replaceAll(ESCAPE, (whole: string, ...groups: unknown[]) => {
    const [octal, ...rest] = groups.slice(0, 6).map((group) => (typeof group === 'string' ? group : null));
    const place = at + 1 + Number(groups[6]);
    if (octal !== undefined && octal !== null) return String.fromCodePoint(parseInt(octal, 8));
    const [two = null, four = null, eight = null, name = null, other = null] = rest;
    if (name !== null) {
      throw new TemplateError(place, 'A character cannot be written by its name', 'Write it as it is, or as \\u....');
    }
    return other === null ? fromDigits(two ?? four ?? eight ?? '', whole, place) : fromCharacter(other);
  });
}

const LENGTHS: Readonly<Partial<Record<string, number>>> = { x: 2, u: 4, U: 8 };

function fromDigits(digits: string, whole: string, at: number): string {
  const kind = whole.slice(1, 2);
  const length = LENGTHS[kind] ?? 0;
  const code = digits.length === length ? parseInt(digits, 16) : Infinity;
  if (code <= 0x10ffff) return String.fromCodePoint(code);
  throw new TemplateError(at, `"${whole}" is no character`, `Write ${length} digits behind "\\${kind}"`);
}

/** Jinja writes what is not ASCII as an escape before it reads the escapes, so a backslash before it hides that one. */
function fromCharacter(character: string): string {
  const simple = SIMPLE.get(character);
  if (simple !== undefined) return simple;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\${character}`;
  if (code <= 0xff) return `\\x${code.toString(16)}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}
