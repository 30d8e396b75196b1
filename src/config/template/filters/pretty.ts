import { spend } from '../budget.ts';
import { order } from '../operators.ts';
import { quoteText, toRepresentation } from '../print.ts';
import { lengthOfText, linesOf } from '../text.ts';
import { isMap, isTuple, itemsOf, type TemplateMap, type TemplateValue } from '../value.ts';

const WIDTH = 80;

/** A value over several lines where it is too long for one (Python's `pprint`). Maps are sorted by their keys. */
export function prettyPrint(value: TemplateValue, at: number): string {
  return layOut(sortMaps(value, at), { indent: 0, after: 0, depth: 1, at });
}

interface Place {
  /** Columns that are taken on the left. */
  readonly indent: number;
  /** Columns that are needed on the right. */
  readonly after: number;
  readonly depth: number;
  readonly at: number;
}

function layOut(value: TemplateValue, place: Place): string {
  const text = toRepresentation(value, place.at);
  if (lengthOfText(text) <= WIDTH - place.indent - place.after) return text;
  const inner = { ...place, depth: place.depth + 1 };
  if (typeof value === 'string') return layOutText(value, place);
  if (isMap(value)) return `{${layOutMap(value, { ...inner, after: place.after + 1 })}}`;
  const items = itemsOf(value);
  if (items === null) return text;
  const end = isTuple(value) ? (items.length === 1 ? ',)' : ')') : ']';
  const body = layOutItems(items, { ...inner, after: place.after + end.length });
  return `${isTuple(value) ? '(' : '['}${body}${end}`;
}

function layOutItems(items: readonly TemplateValue[], place: Place): string {
  const indent = place.indent + 1;
  return items
    .map((item, index) => layOut(item, { ...place, indent, after: index === items.length - 1 ? place.after : 1 }))
    .join(`,\n${' '.repeat(indent)}`);
}

function layOutMap(map: TemplateMap, place: Place): string {
  const indent = place.indent + 1;
  const entries = [...map].map(([key, item], index) => {
    const name = toRepresentation(key, place.at);
    const after = index === map.size - 1 ? place.after : 1;
    return `${name}: ${layOut(item, { ...place, indent: indent + lengthOfText(name) + 2, after })}`;
  });
  return entries.join(`,\n${' '.repeat(indent)}`);
}

/** Python breaks a text behind white space and writes the parts below each other. */
function layOutText(text: string, { indent, after, depth }: Place): string {
  const isTop = depth === 1;
  const left = isTop ? indent + 1 : indent;
  const right = isTop ? after + 1 : after;
  const lines = linesOf(text, true);
  const chunks = lines.flatMap((line, index) => {
    const isLast = index === lines.length - 1;
    const quoted = quoteText(line);
    const fits = lengthOfText(quoted) <= WIDTH - left - (isLast ? right : 0);
    return fits ? [quoted] : breakLine(line, WIDTH - left, isLast ? right : 0);
  });
  if (chunks.length === 1) return chunks.join('');
  const body = chunks.join(`\n${' '.repeat(left)}`);
  return isTop ? `(${body})` : body;
}

function breakLine(line: string, width: number, after: number): string[] {
  const parts = line.match(/\S+\s*|\s+/g) ?? [];
  const chunks: string[] = [];
  let current = '';
  for (const [index, part] of parts.entries()) {
    const room = width - (index === parts.length - 1 ? after : 0);
    if (lengthOfText(quoteText(current + part)) <= room) {
      current += part;
      continue;
    }
    if (current !== '') chunks.push(quoteText(current));
    current = part;
  }
  return current === '' ? chunks : [...chunks, quoteText(current)];
}

function sortMaps(value: TemplateValue, at: number): TemplateValue {
  spend(1);
  if (Array.isArray(value)) return value.map((item) => sortMaps(item, at));
  if (isTuple(value)) return { kind: 'tuple', items: value.items.map((item) => sortMaps(item, at)) };
  if (!isMap(value)) return value;
  const entries = [...value].map(([key, item]): [TemplateValue, TemplateValue] => [key, sortMaps(item, at)]);
  return new Map(entries.sort(([left], [right]) => order('<', left, right, at) || 0));
}
