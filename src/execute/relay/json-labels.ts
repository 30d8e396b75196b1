type Labels = ReadonlyMap<string, string>;

interface Member {
  readonly key: string;
  /** Of the value, in the text. */
  readonly start: number;
  readonly end: number;
}

/**
 * The JSON text of a create request with labels added to its own. All else stays as it is to the byte: numbers of the
 * engine's API may be larger than JavaScript's. A text that is no JSON object is left for the engine to refuse.
 */
export function addLabels(text: string, labels: Labels): string {
  const body = parseObject(text === '' ? '{}' : text);
  if (body === null) return text;
  const source = text === '' ? '{}' : text;
  // Go matches keys whatever their case, and the last one wins.
  const member = membersOf(source).findLast(({ key }) => key.toLowerCase() === 'labels');
  if (member === undefined) {
    const end = source.lastIndexOf('}');
    const comma = Object.keys(body).length === 0 ? '' : ',';
    return `${source.slice(0, end)}${comma}"Labels":${JSON.stringify(Object.fromEntries(labels))}${source.slice(end)}`;
  }
  const own = parseObject(source.slice(member.start, member.end)) ?? {};
  const merged = JSON.stringify({ ...own, ...Object.fromEntries(labels) });
  return source.slice(0, member.start) + merged + source.slice(member.end);
}

/** The object that a JSON text holds; null where it holds something else. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** Whether a value is an object with string keys. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of the outermost object of a valid JSON text. */
function membersOf(text: string): Member[] {
  const members: Member[] = [];
  const tokens = text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g);
  let depth = 0;
  let key: string | null = null;
  let lastString = '';
  let start = 0;
  for (const { 0: token, index } of tokens) {
    if (depth === 1 && key !== null && (token === ',' || token === '}')) {
      members.push({ key, start, end: index });
      key = null;
    }
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (token === ':' && depth === 1) {
      key = String(JSON.parse(lastString));
      start = index + 1;
    } else if (token.startsWith('"')) lastString = token;
  }
  return members;
}
