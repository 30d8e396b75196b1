import type { TemplateValue } from './value.ts';

/** The names in reach at one place of a template. */
export class Scope {
  readonly #names: Map<string, TemplateValue>;
  readonly #outer: Scope | null;

  constructor(names: ReadonlyMap<string, TemplateValue>, outer: Scope | null = null) {
    this.#names = new Map(names);
    this.#outer = outer;
  }

  /** The value of a name, from here outwards. */
  get(name: string): TemplateValue {
    const own = this.#names.get(name);
    if (own !== undefined) return own;
    return this.#outer === null ? { kind: 'undefined', what: name } : this.#outer.get(name);
  }

  set(name: string, value: TemplateValue): void {
    this.#names.set(name, value);
  }

  /** A scope within this one. */
  enter(): Scope {
    return new Scope(new Map(), this);
  }
}
