import { choose, seeded } from '../random-numbers.ts';
import { CONTEXT as VALUES, KINDS, randomExpression } from './random-expression.ts';
import type { Snippet } from './snippet.ts';

/** The names that random templates see. */
export const CONTEXT: NonNullable<Snippet['context']> = {
  ...VALUES,
  pile: [],
  places: { a: 1 },
  html: '<b>&"\'</b>',
  tree: [
    {
      name: 'root',
      kids: [
        { name: 'leaf', kids: [] },
        { name: 'twig', kids: [{ name: 'bud', kids: [] }] },
      ],
    },
    { name: 'stump', kids: [] },
  ],
};

/**
 * What a body is made of. `$kind` is a random one of that kind; `@x`, `@y`, `@m` and `@b` are names of two variables,
 * a macro and a block, the same ones all over the form. The form's own delimiters get random whitespace control.
 */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  if: [
    '{% if $test %}$body{% endif %}',
    '{% if $test %}$body{% else %}$body{% endif %}',
    '{% if $test %}$body{% elif $test %}$body{% elif @x %}{% else %}$body{% endif %}',
  ],
  for: [
    '{% for @x in $items %}$turn{% endfor %}',
    '{% for @x in $items if $test %}$turn{% else %}$body{% endfor %}',
    '{% for @x in $items if @x %}$turn{% endfor %}',
    '{% for @x, @y in $pairs %}{{ @x }}={{ @y }}$turn{% endfor %}',
    '{% for @x in [] %}$body{% else %}$body{% endfor %}',
    '{% for @x in $items %}{% set @y = @x %}{{ @y }}$turn{% endfor %}{{ @y }}',
    '{% for @x in tree recursive %}[{{ @x.name }}{{ loop(@x.kids) }}]$loop{% endfor %}',
    '{% for @x in tree recursive %}{{ loop.depth }}{% if @x.kids %}({{ loop(@x.kids) }}){% endif %}$turn{% else %}-{% endfor %}',
    '{% for @x in $items %}{% for @y in $items %}$turn{{ @x }}{% endfor %}$loop{% endfor %}',
  ],
  set: [
    '{% set @x = $value %}',
    '{% set @x, @y = $value, $value %}',
    '{% set @x %}$body{% endset %}',
    '{% set @x | $filters %}$body{% endset %}{{ @x }}',
    '{% set @x = namespace(a=$value, n=0) %}{% for @y in $items %}{% set @x.n = @x.n + 1 %}$turn{% endfor %}{{ @x.n }}{{ @x.a }}',
    '{% set @x = [] %}{% for @y in $items %}{% do @x.append(@y) %}{% endfor %}{{ @x }}',
    '{% do pile.append($value) %}',
    '{% do pile.insert(0, $number) %}{{ pile }}',
    '{% do places.update({"z": $number}) %}{{ places }}',
  ],
  with: [
    '{% with @x = $value, @y = $value %}$body{{ @x }}{% endwith %}{{ @x }}',
    '{% with %}{% set @x = $value %}$body{% endwith %}{{ @x }}',
    '{% with @x = $value, @y = @x %}$body{{ @y }}{% endwith %}',
  ],
  macro: [
    '{% macro @m(@x, @y=$value) %}$body{{ @x }}|{{ @y }}{% endmacro %}{{ @m($value) }}{{ @m($value, $value) }}',
    '{% macro @m(@x="d", @y=@x) %}{{ @x }}{{ @y }}$body{% endmacro %}{{ @m() }}{{ @m(@y=$value) }}{{ @m($value) }}',
    '{% macro @m(@x) %}{{ @x }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ @m($value, $value, k=$value) }}',
    '{% macro @m() %}$body{% endmacro %}{% set @x = @m() %}{{ @x }}{{ @m.name }}{{ @m.arguments }}{{ @m }}',
    '{% macro @m(@x) %}<{{ caller($value) }}{{ @x }}>$body{% endmacro %}{% call(@y) @m($value) %}$body{{ @y }}{% endcall %}',
    '{% macro @m() %}{{ caller() if caller else "-" }}{% endmacro %}{{ @m() }}{% call @m() %}$body{% endcall %}',
    '{% macro @m(@x) %}{{ @x }}{% if @x > 0 %}{{ @m(@x - 1) }}{% endif %}$text{% endmacro %}{{ @m(3) }}',
    '{% if @m is defined %}{{ @m($value) }}{% endif %}',
    '{% macro @m(@x) %}{% set @y = @x %}$body{% endmacro %}{{ @m($value) }}{{ @y }}',
  ],
  filter: [
    '{% filter $filters %}$body{% endfilter %}',
    '{% autoescape $truth %}$body{{ html }}{% endautoescape %}{{ html }}',
    '{% autoescape true %}{{ html }}$body{{ html|safe }}{{ html ~ @x }}{% endautoescape %}',
    '{% autoescape true %}{% set @x %}$body{{ html }}{% endset %}{{ @x }}{% endautoescape %}{{ @x }}',
  ],
  block: [
    '{% block @b %}$body{% endblock %}',
    '{% block @b %}$body{% endblock @b %}{{ self.@b() }}',
    '{% for @x in $items %}{% block @b scoped %}{{ @x }}$body{% endblock %}{% endfor %}',
    '{% for @x in $items %}{% block @b %}{{ @x }}$body{% endblock %}{% endfor %}',
  ],
  include: [
    '{% include "part" %}',
    '{% include ["nope", "part"] %}',
    '{% include "nope" ignore missing %}',
    '{% for @x in $items %}{% include "part" %}{% endfor %}',
    '{% set v1 = $value %}{% include "part" with context %}',
    '{% import "library" as @x %}{{ @x.m1($value) }}{{ @x.v1 }}{{ @x.nope }}',
    '{% from "library" import m1 as @m, v1 %}{{ @m($value) }}{{ v1 }}',
    '{% from "library" import m2, m1 with context %}{{ m2() }}{% call m2() %}$body{% endcall %}',
    '{% macro @m() %}{% include "part" %}{% endmacro %}{{ @m() }}',
  ],
  output: [
    '{{ $value }}',
    '{{ $value }}',
    '{{ @x }}',
    '{{ @x is defined }}{{ @x|default($value) }}',
    '{{ [@x, @y] }}',
    '{{ @x ~ $value }}',
    '{{ $value if $test else @y }}',
  ],
  plain: [
    ' \n a \n',
    'text',
    '\n',
    ' <&> ',
    '{# c #}',
    ' {#- c -#} ',
    '{% raw %} {{ x }}{% if %} {% endraw %}',
    '{% raw %}\n{# {% endraw %}\n',
  ],
  loop: [
    ...['{{ loop.index }}/{{ loop.length }}', '{{ loop.index0 }}', '{{ loop.revindex }}{{ loop.revindex0 }}'],
    ...['{% if not loop.last %}, {% endif %}', '{% if loop.first %}$text{% endif %}', '{{ loop }}'],
    ...['{{ loop.cycle("odd", $value) }}', '{{ loop.changed(loop.index // 2) }}', '{{ loop.depth0 }}'],
    ...['{{ loop.previtem }}', '{{ loop.nextitem is defined }}{{ loop.nextitem }}'],
  ],
};

/** Random nested templates of Jinja, the same for the same seed: most of them sound, some that Jinja refuses. */
export class RandomTemplates {
  readonly #random: () => number;
  #blocks = 0;
  #files: Readonly<Record<string, string>> = {};
  /** What a body may be made of. */
  #kinds: readonly string[] = [];
  /** Whether the names of the context are there. */
  #hasContext = true;

  constructor(seed: number) {
    this.#random = seeded(seed);
  }

  /** Every hundredth has other files beside it. */
  take(count: number): readonly Snippet[] {
    return Array.from({ length: count }, (_, index) => {
      if (index % 100 === 0) this.#files = this.#makeFiles();
      return { template: this.#template(), context: CONTEXT, files: this.#files };
    });
  }

  #makeFiles(): Readonly<Record<string, string>> {
    this.#start(INNER_KINDS);
    const part = this.#body(2);
    this.#start([...INNER_KINDS, 'block', 'block', 'block']);
    const base = `${this.#body(3)}{% block b1 %}${this.#body(1)}{% endblock %}${this.#body(2)}`;
    this.#start([...INNER_KINDS, 'block']);
    const middle = `{% extends "base" %}${this.#body(1)}{% block b1 %}${this.#body(2)}{{ super() }}{% endblock %}`;
    this.#hasContext = false;
    this.#start(INNER_KINDS);
    const library =
      `${this.#body(1)}{% set v1 = ${this.#part('value', 1)} %}{% macro m1(v2, v3=1) %}${this.#body(1)}{{ v2 }}` +
      `{% endmacro %}{% macro m2() %}${this.#body(1)}{{ caller() if caller else n }}{% endmacro %}`;
    this.#hasContext = true;
    return { part, base, middle, library };
  }

  #template(): string {
    this.#start([...INNER_KINDS, 'include', 'include', 'block']);
    // Jinja writes these past what captures output, such as a macro.
    if (this.#random() < 0.05) return `{% include "part" without context %}${this.#body(2)}`;
    if (this.#random() < 0.85) return this.#body(choose([1, 1, 1, 2, 2, 3], this.#random));
    const parent = this.#pick(['"base"', '"middle"', '"middle" if true', '"base" if nope else "middle"']);
    const blocks = [1, 2, 3].map((number) => `{% block b${number} %}${this.#body(1)}${this.#super()}{% endblock %}`);
    this.#blocks = 3;
    return `${this.#body(1)}{% extends ${parent} %}${this.#body(1)}${blocks.join('\n')}`;
  }

  #super(): string {
    return this.#pick(['', '', '{{ super() }}', '{{ super()|upper }}']);
  }

  #start(kinds: readonly string[]): void {
    this.#kinds = kinds;
    this.#blocks = 0;
  }

  #pick(choices: readonly string[]): string {
    return choose(choices, this.#random);
  }

  #body(depth: number): string {
    const pieces = 1 + Math.floor(this.#random() * 2);
    return Array.from({ length: pieces }, () => this.#piece(depth)).join('');
  }

  #piece(depth: number): string {
    const kind = depth === 0 ? this.#pick(['output', 'plain']) : this.#pick(this.#kinds);
    return this.#fill(this.#pick(FORMS[kind] ?? []), depth - 1);
  }

  /** Puts random names and parts into a form. */
  #fill(form: string, depth: number): string {
    const [x, y = ''] = this.#pick(['12', '23', '31', '42', '34']);
    this.#blocks += form.includes('@b') ? 1 : 0;
    const names = new Map([
      ['@x', `v${x}`],
      ['@y', this.#random() < 0.02 ? 'n' : `v${y}`],
      ['@m', this.#pick(['m1', 'm2', 'm3'])],
      ['@b', `b${this.#blocks}`],
    ]);
    return form.replaceAll(/@[a-z]|\$[a-z]+|\{[{%] | [}%]\}/g, (part) => {
      if (part.startsWith('@')) return names.get(part) ?? '';
      return part.startsWith('$') ? this.#part(part.slice(1), depth) : this.#delimiter(part);
    });
  }

  #delimiter(part: string): string {
    const sign = this.#pick(['', '', '', '', '-', part.includes('%') ? '+' : '']);
    return part.startsWith('{') ? `${part.trim()}${sign} ` : ` ${sign}${part.trim()}`;
  }

  #part(kind: string, depth: number): string {
    switch (kind) {
      case 'body':
        return this.#body(Math.max(depth, 0));
      case 'turn':
        return `${this.#body(Math.max(depth, 0))}${this.#part('loop', 0)}`;
      case 'loop':
        return this.#fill(this.#pick(FORMS['loop'] ?? []), 0);
      case 'text':
        return this.#pick(FORMS['plain'] ?? []);
      case 'filters':
        return this.#pick(FILTERS);
      case 'items':
        return this.#pick(this.#hasContext ? ITEMS : ['[1, 2]', '"ab"', 'range(3)']);
      case 'pairs':
        return this.#pick(this.#hasContext ? PAIRS : ['{"k": 1}.items()', '[(1, 2)]']);
      case 'number':
        return this.#pick(['0', '1', '-2', 'n']);
      default:
        return this.#expression(kind);
    }
  }

  #expression(kind: string): string {
    const variable = this.#pick(['v1', 'v2', 'v3', 'v4']);
    if (kind === 'truth') return this.#pick(['true', 'false', 'true', 'n > 3', 'nope']);
    if (kind === 'test' && this.#random() < 0.6)
      return this.#pick([variable, `${variable} is defined`, 'true', 'not nope']);
    if (!this.#hasContext || this.#random() < 0.2) return this.#pick([variable, '1', '"q"', '[1, "a"]', '2.5', 'none']);
    return randomExpression(choose(KINDS, this.#random), this.#pick(['0', '1', '1']) === '0' ? 0 : 1, this.#random);
  }
}

const INNER_KINDS = ['if', 'for', 'set', 'with', 'macro', 'filter', 'output', 'output', 'plain', 'plain'];
const FILTERS = [
  ...['upper', 'trim', 'title', 'e', 'string', 'replace("a", "<")', 'indent(2, true)', 'truncate(9)|upper'],
  ...['replace(" ", "_")|trim', 'safe', 'striptags', 'center(20)', 'default("d")', 'forceescape'],
];
const ITEMS = ['numbers', 'words', 'map', '"ab"', '[1, 2]', 'range(3)', 'people', 'nope', 'words|select', '(1, "x")'];
const PAIRS = [
  'map.items()',
  '[(1, 2), ("a", "b")]',
  'map|dictsort',
  '{"k": 1}.items()',
  '["ab", "cd"]',
  'words|batch(2)',
];
