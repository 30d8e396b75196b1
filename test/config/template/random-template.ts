import type { Snippet } from './snippet.ts';

/** Names that all of the random templates see. */
export const CONTEXT = { n: 7, z: 0, t: 'Ab', l: [3, 1, 2], m: { a: 1, b: [2] } };

/** Random nested templates of Jinja, the same for the same seed: most of them sound, some that Jinja refuses. */
export class RandomTemplates {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  next(): Snippet {
    return { template: this.#body(4), context: CONTEXT };
  }

  #below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }

  #pick(choices: readonly string[]): string {
    return choices[this.#below(choices.length)] ?? '';
  }

  #name(): string {
    return this.#pick(['n', 'z', 't', 'l', 'm', 'a', 'b', 'x']);
  }

  #body(depth: number): string {
    return Array.from({ length: 1 + this.#below(3) }, () => this.#piece(depth)).join('');
  }

  #tag(content: string): string {
    return `{%${this.#pick(['', '', '-', '+'])} ${content} ${this.#pick(['', '', '-', '+'])}%}`;
  }

  #piece(depth: number): string {
    const kind = depth === 0 ? this.#below(2) : this.#below(13);
    const inner = (): string => this.#body(depth - 1);
    const tag = (content: string): string => this.#tag(content);
    switch (kind) {
      case 0:
        return this.#pick(['text', ' a \n', '\n', '{# c #}', ' {#- c -#} ', '{% raw %}{{ x }}{% endraw %}']);
      case 1:
      case 2:
        return `{{${this.#pick(['', '-'])} ${this.#expression(3)} ${this.#pick(['', '-'])}}}`;
      case 3:
        return `${tag(`if ${this.#expression(2)}`)}${inner()}${tag('else')}${inner()}${tag('endif')}`;
      case 4:
        return `${tag(`if ${this.#expression(2)}`)}${inner()}${tag(`elif ${this.#name()}`)}${inner()}${tag('endif')}`;
      case 5:
        return `${tag(`for ${this.#name()} in ${this.#pick(['l', 'm', 't', '[1, 2]', 'range(3)'])}`)}${inner()}${this.#pick(['', '{{ loop.index }}', '{{ loop.last }}'])}${tag('else')}${inner()}${tag('endfor')}`;
      case 6:
        return `${tag(`for x in ${this.#pick(['l', '"ab"'])} if ${this.#expression(1)}`)}${inner()}${tag('endfor')}`;
      case 7:
        return tag(`set ${this.#name()} = ${this.#expression(2)}`);
      case 8:
        return `${tag(`set ${this.#name()}${this.#pick(['', ' | upper'])}`)}${inner()}${tag('endset')}`;
      case 9:
        return `${tag(`with ${this.#name()} = ${this.#expression(2)}`)}${inner()}${tag('endwith')}`;
      case 10:
        return `${tag(`macro ${this.#pick(['a', 'b'])}(x, n=${this.#expression(1)})`)}${inner()}${tag('endmacro')}`;
      case 11:
        return `${tag(`filter ${this.#pick(['upper', 'trim', 'lower'])}`)}${inner()}${tag('endfilter')}`;
      default:
        return `{% macro b() %}<{{ caller() }}>{% endmacro %}${tag('call b()')}${inner()}${tag('endcall')}`;
    }
  }

  #expression(depth: number): string {
    const name = this.#name();
    if (depth === 0) return this.#pick([name, name, '1', '2.5', '"q"', 'none', 'true', '[1]']);
    const part = (): string => this.#expression(depth - 1);
    switch (this.#below(9)) {
      case 0:
        return `${part()} ${this.#pick(['+', '-', '*', '~', '==', '<', 'in', 'and', 'or'])} ${part()}`;
      case 1:
        return `(${part()} ${this.#pick(['~', '==', '!=', 'and', 'or'])} ${part()})`;
      case 2:
        return `${name} | ${this.#pick(['string', 'length', 'upper', 'default(1)', 'list'])}`;
      case 3:
        return `${name} is ${this.#pick(['defined', 'none', 'string', 'not number', 'mapping'])}`;
      case 4:
        return `${part()} if ${part()} else ${part()}`;
      case 5:
        return `not ${part()}`;
      case 6:
        return this.#pick(['l[0]', 'm.a', 'm["b"]', 't[1]', 'l[1:]', 'm.nope', 'x.y']);
      case 7:
        return this.#pick(['[n, t]', '(n, z)', '{"k": n}', '-n', 'n ** 2', 'n // 2', 't * 2', 'a(1)', 'b()', 'a']);
      default:
        return part();
    }
  }
}
