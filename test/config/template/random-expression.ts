import { choose, seeded } from '../random-numbers.ts';
import type { Snippet } from './snippet.ts';

/** The names that random expressions see. */
export const CONTEXT: NonNullable<Snippet['context']> = {
  n: 7,
  big: { $int: '98765432109876543210' },
  f: { $float: 2.5 },
  s: 'Hello, wörld😀',
  words: ['beta', 'Alpha', 'gamma', ''],
  numbers: [3, -1, 10, 4],
  mixed: [1, { $float: 1.5 }, true, { $int: '12345678901234567890' }],
  pair: { $tuple: ['x', 2] },
  map: { b: 2, a: 1, C: 3 },
  people: [
    { name: 'Zoë', age: 30 },
    { name: 'adam', age: 25 },
    { name: 'Bob', age: 30 },
  ],
  nothing: null,
};

export type Kind = 'integer' | 'float' | 'text' | 'words' | 'numbers' | 'map' | 'truth';

/** For each kind of value what makes one: `$integer` and the like stand for an expression of that kind. */
const FORMS: Readonly<Record<Kind, readonly string[]>> = {
  integer: [
    ...['n', 'big', '0', '1', '-3', '42', '10 ** 20', 'numbers[0]', 'map.a', 'true'],
    ...['($integer + $integer)', '($integer - $integer)', '($integer * $integer)', '($integer // $integer)'],
    ...['($integer % $integer)', '$text|length', '$words|length', '$numbers|sum', '$numbers|max', '$numbers|min'],
    ...['$text|int', '$float|int', '$integer|abs', '$text.find($text)', '$text.count($text)', '$map|length'],
    ...[
      '($integer if $truth else $integer)',
      '$numbers.count($integer)',
      '(-$integer)',
      '$numbers|first',
      '$map.get("a", 5)',
    ],
    ...['$text|wordcount', '$text|int(3, 16)', '($integer ** 2)', '$integer|round(-1)', '$numbers[$integer % 2]'],
  ],
  float: [
    ...['f', '1.5', '-0.25', '1e20', '3.0', '0.1', '1e-7'],
    ...['($float + $integer)', '($float * $float)', '($integer / $integer)', '($float - $float)', '($float // $float)'],
    ...[
      '($float % $float)',
      '$integer|float',
      '$text|float',
      '$float|round(2)',
      '$float|abs',
      '$float|round(1, "floor")',
    ],
    ...['($float ** 2)', '$float|round', '(-$float)', '$numbers|sum / 4'],
  ],
  text: [
    ...[
      's',
      '""',
      '"a"',
      '"it\'s"',
      '"a,b;c"',
      '" x\\ty\\n"',
      '"ÄÖß"',
      '"12.50"',
      '"0x1f"',
      'words[1]',
      '"%s|%5.1f|%-4d"',
    ],
    ...[
      '$text|upper',
      '$text|lower',
      '$text|title',
      '$text|capitalize',
      '$text|trim',
      '$text|reverse',
      '$text.swapcase()',
    ],
    ...[
      '($text + $text)',
      '($text ~ $integer)',
      '($text ~ $float)',
      '($text ~ $words)',
      '($text * 2)',
      '$text[1:]',
      '$text[::-1]',
    ],
    ...[
      '$text[-3:-1]',
      '$text|replace($text, $text)',
      '$text.replace("a", $text, 1)',
      '$text.strip("ab")',
      '$words|join($text)',
    ],
    ...[
      '$numbers|join("-")',
      '$integer|string',
      '$float|string',
      '$text|center(9)',
      '$text.ljust(6, ".")',
      '$text.zfill(8)',
    ],
    ...['$text|truncate(6, true, "..", 0)', '$text|indent(2, true)', '$text|e', '$text|urlencode', '$text|wordwrap(5)'],
    ...['"%s-%s" % ($text, $integer)', '"%5.2f" % $float', '"%x" % $integer', '"{:>8}|{:<4}".format($text, $integer)'],
    ...[
      '"{:.3f}".format($float)',
      '"{:,}".format($integer)',
      '"{0!r}".format($text)',
      '"%r" % ($text,)',
      '$map|tojson',
    ],
    ...[
      '($text if $truth else $text)',
      '$text|default("d", true)',
      '$words|first',
      '$map|dictsort|string',
      '$text.partition(",")[0]',
    ],
    ...[
      '$text|re_sub("[a-c]+", "<\\\\g<0>>")',
      '$text|re_sub("(.)(.)", "\\\\2\\\\1", 2)',
      '$text|base64encode',
      '$words|string',
    ],
    ...[
      '$float|filesizeformat',
      '$text.expandtabs(3)',
      '$text.title()',
      '$text.center(7, "*")',
      '$words|pprint',
      '$text|striptags',
    ],
    ...['$text|format($text, $float, $integer)', '"{:e} {:g} {:%}".format($float, $float, $float)', '$text.casefold()'],
  ],
  words: [
    ...[
      'words',
      '[]',
      '["x", "Y", "x"]',
      '$text.split(",")',
      '$text.split()',
      '$text|list',
      '$words|sort',
      '$words|sort(true)',
    ],
    ...[
      '$words|sort(case_sensitive=true)',
      '($words + $words)',
      '$words[1:]',
      '$words|reverse|list',
      '$words|unique|list',
    ],
    ...[
      '$words|map("upper")|list',
      '$words|select|list',
      '$words|reject("equalto", $text)|list',
      '$text.rsplit(",", 1)',
    ],
    ...[
      'people|map(attribute="name")|list',
      '$map|list',
      '[$text, $text]',
      '$text.splitlines()',
      '$text|re_split("[,;]")',
    ],
    ...[
      '$words|map("replace", "a", $text)|list',
      '$words|select("in", $words)|list',
      '$words|map("length")|map("string")|list',
    ],
  ],
  numbers: [
    ...[
      'numbers',
      '[1, 2]',
      'mixed',
      'range(4)|list',
      '$numbers|sort',
      '$numbers|sort(reverse=true)',
      '($numbers + $numbers)',
    ],
    ...[
      '$numbers|map("abs")|list',
      '$numbers|select("odd")|list',
      '$numbers|select("gt", $integer)|list',
      '$numbers[:2]',
    ],
    ...[
      '$numbers|unique|list',
      '[$integer, $integer]',
      '$words|map("length")|list',
      '[$integer, $float]',
      '$map.values()|list',
    ],
    ...['people|map(attribute="age")|list', 'range(3, 20, 4)|list', '$numbers|batch(2)|map("sum")|list'],
  ],
  map: [
    ...[
      'map',
      '{}',
      '{"k": $integer, ($text ~ ""): $text}',
      'dict(a=$integer, b=$text)',
      '{$integer: $float}',
      'people[0]',
    ],
    ...['dict([("p", $numbers)])', '{"n": $map, "w": $words}', '{$truth: $text, "t": pair}'],
  ],
  truth: [
    ...[
      'true',
      'false',
      '$integer < $integer',
      '$float >= $integer',
      '$text == $text',
      '$text < $text',
      '$words == $words',
    ],
    ...[
      '$integer is odd',
      '$integer is divisibleby(3)',
      '$text is lower',
      '$text in $text',
      '$text in $words',
      '$integer in $numbers',
    ],
    ...[
      'not $truth',
      '$truth and $truth',
      '$truth or $truth',
      '$map == $map',
      'nope is defined',
      '$text.startswith($text)',
    ],
    ...[
      '$text.isalpha()',
      '$text.isupper()',
      '$text is string',
      '$integer is integer',
      '$float is float',
      '$numbers < $numbers',
    ],
    ...[
      '$integer == $float',
      '$text.isdigit()',
      '$words is sequence',
      '$text in $map',
      '$text is upper',
      '$text.istitle()',
    ],
  ],
};

export const KINDS: readonly Kind[] = ['integer', 'float', 'text', 'words', 'numbers', 'map', 'truth'];

/** An expression of a kind; deeper than `depth` it is made of what needs no others. */
export function randomExpression(kind: Kind, depth: number, random: () => number): string {
  const forms = depth > 0 ? FORMS[kind] : FORMS[kind].filter((form) => !form.includes('$'));
  const form = choose(forms, random);
  const made = form.replaceAll(/\$([a-z]+)/g, (_, part: string) => {
    // Now and then something else, so that refusals are compared as well; but Jinja slices constants in a way of its own.
    const isOther = random() < 0.004 && !form.includes(':');
    const inner = isOther ? choose(KINDS, random) : KINDS.find((name) => name === part);
    return randomExpression(inner ?? 'text', depth - 1, random);
  });
  return /^[\w[\]{}()"]+$/.test(made) ? made : `(${made})`;
}

/** Templates with some random expressions each; what one of them refuses the whole template refuses. */
export function randomSnippets(seed: number, templates: number, expressions: number): readonly Snippet[] {
  const random = seeded(seed);
  return Array.from({ length: templates }, () => {
    const parts = Array.from(
      { length: expressions },
      () => `{{ [${randomExpression(choose(KINDS, random), 2, random)}] }}`,
    );
    return { template: parts.join('\n'), context: CONTEXT };
  });
}
