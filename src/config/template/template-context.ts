import type { Part } from './part.ts';
import type { TemplateValue } from './value.ts';

/** Writes a block with the names of a context. */
export type WriteTemplate = (context: Context) => Part;

/** The names of one template while it runs, and the blocks of it and of those that it extends. */
export class Context {
  /** What the template sees from outside. */
  readonly outer: ReadonlyMap<string, TemplateValue>;
  /** The blocks of a name, the one that counts first. */
  readonly blocks: Map<string, WriteTemplate[]>;
  /** Whether output is escaped for HTML: `autoescape`. */
  escapes = false;
  readonly #own = new Map<string, TemplateValue>();
  readonly #exported = new Set<string>();

  constructor(outer: ReadonlyMap<string, TemplateValue>, blocks: Iterable<readonly [string, WriteTemplate[]]> = []) {
    this.outer = outer;
    this.blocks = new Map([...blocks].map(([name, written]) => [name, [...written]]));
  }

  /** The value of a name; undefined where there is none. */
  resolve(name: string): TemplateValue | undefined {
    const own = this.#own.get(name);
    return own === undefined ? this.outer.get(name) : own;
  }

  /** Sets a name, for templates that are included from here, and those that import this one. */
  assign(name: string, value: TemplateValue): void {
    this.#own.set(name, value);
    if (!name.startsWith('_')) this.#exported.add(name);
  }

  /** Sets a name to what was imported, which templates that import this one do not see. */
  keep(name: string, value: TemplateValue): void {
    this.#own.set(name, value);
    this.#exported.delete(name);
  }

  /** All names, those of frames laid over them. */
  all(locals: readonly (readonly [string, TemplateValue | undefined])[] = []): Map<string, TemplateValue> {
    const names = new Map([...this.outer, ...this.#own]);
    for (const [name, value] of locals) if (value !== undefined) names.set(name, value);
    return names;
  }

  /** What a template that imports this one gets. */
  exported(): Map<string, TemplateValue> {
    return new Map([...this.#own].filter(([name]) => this.#exported.has(name)));
  }

  /** Another context of the same template that sees more names. */
  derive(locals: readonly (readonly [string, TemplateValue | undefined])[]): Context {
    const derived = new Context(this.all(locals), this.blocks);
    derived.escapes = this.escapes;
    return derived;
  }
}

/** A context for running a template. */
export function newContext(
  { blocks }: { readonly blocks: ReadonlyMap<string, WriteTemplate> },
  names: ReadonlyMap<string, TemplateValue>,
): Context {
  const lists = [...blocks].map(([name, write]): [string, WriteTemplate[]] => [name, [write]]);
  return new Context(names, lists);
}
