const ESCAPE = /\\(\n|[\\'"abfnrtv]|[0-7]{1,3}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})/g;

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

/** The value of a text in quotes, with the escapes of Python. A backslash before anything else stays. */
export function readStringLiteral(quoted: string): string {
  return quoted.slice(1, -1).replaceAll(ESCAPE, (whole, escape: string) => {
    const simple = SIMPLE.get(escape);
    if (simple !== undefined) return simple;
    const code = /^[xuU]/.test(escape) ? parseInt(escape.slice(1), 16) : parseInt(escape, 8);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
