/**
 * JSON as Python's `json.dump(…, indent=2)` writes it, byte for byte: two spaces, no final newline, ASCII only. Maps
 * become objects in their own order, also where keys look like integers.
 */
export function formatJson(value: unknown, indent = ''): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return wrap(
      '[',
      ']',
      indent,
      value.map((item: unknown) => formatJson(item, inner)),
    );
  }
  if (typeof value === 'object' && value !== null) {
    const entries: [unknown, unknown][] = value instanceof Map ? [...value] : Object.entries(value);
    return wrap(
      '{',
      '}',
      indent,
      entries.map(([key, item]) => `${formatText(String(key))}: ${formatJson(item, inner)}`),
    );
  }
  if (typeof value === 'bigint') return value.toString();
  if (value === undefined) return 'null';
  return typeof value === 'string' ? formatText(value) : JSON.stringify(value);
}

function wrap(open: string, close: string, indent: string, items: readonly string[]): string {
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${items.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}${close}`;
}

function formatText(text: string): string {
  const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, escape);
}
