import type { TokenStream } from './token-stream.ts';

/** Reads what stands between commas up to a closing bracket; a comma may stand before that. */
export function parseUntil<Item>(stream: TokenStream, close: string, parse: (stream: TokenStream) => Item): Item[] {
  const items: Item[] = [];
  while (!stream.skip(close)) {
    if (items.length > 0) stream.expect(',');
    if (stream.skip(close)) break;
    items.push(parse(stream));
  }
  return items;
}
