/** How a variable gets its first value when its frame is entered. */
export type Load =
  /** It is handed over: a parameter, the target of a loop. */
  | { readonly kind: 'parameter' }
  /** From the context, by its name. */
  | { readonly kind: 'resolve'; readonly name: string }
  /** From the variable of an outer frame. */
  | { readonly kind: 'alias'; readonly of: string }
  | { readonly kind: 'missing' };

/**
 * The names of a frame (a template, a loop, a macro...) and the variables that hold them. Jinja decides before a
 * template runs which variable a name means: a name that a frame sets is a variable of the frame, that begins with the
 * value from outside, wherever in the frame it is set; others belong to an outer frame or come from the context.
 */
export class Symbols {
  readonly level: number;
  readonly parent: Symbols | null;
  readonly loads: Map<string, Load>;
  readonly #variables: Map<string, string>;
  readonly #stores: Set<string>;
  readonly #ids: Map<string, number>;

  /** `ids` number the names of a template: no name becomes a name of JavaScript. */
  constructor(parent: Symbols | null, ids: Map<string, number>, copied: Symbols | null = null) {
    this.parent = parent;
    this.level = parent === null ? 0 : parent.level + 1;
    this.#ids = ids;
    this.loads = new Map(copied === null ? [] : copied.loads);
    this.#variables = new Map(copied === null ? [] : copied.#variables);
    this.#stores = new Set(copied === null ? [] : copied.#stores);
  }

  /** The frame of a statement within this one. */
  inner(): Symbols {
    return new Symbols(this, this.#ids);
  }

  copy(): Symbols {
    return new Symbols(this.parent, this.#ids, this);
  }

  /** The variable of a name; null where neither this frame nor an outer one has it. */
  find(name: string): string | null {
    return this.#variables.get(name) ?? this.parent?.find(name) ?? null;
  }

  /** The variable of a name that the frame is known to have. */
  variable(name: string): string {
    return this.find(name) ?? this.#define(name, { kind: 'resolve', name });
  }

  /** The name is read. */
  load(name: string): void {
    if (this.find(name) === null) this.#define(name, { kind: 'resolve', name });
  }

  /** The name is set. */
  store(name: string): void {
    this.#stores.add(name);
    if (this.#variables.has(name)) return;
    const outer = this.parent?.find(name) ?? null;
    this.#define(name, outer === null ? { kind: 'missing' } : { kind: 'alias', of: outer });
  }

  declareParameter(name: string): string {
    this.#stores.add(name);
    return this.#define(name, { kind: 'parameter' });
  }

  /** Takes in what the branches of an `if` set: where the branch is not taken, the name keeps its value from outside. */
  mergeBranches(branches: readonly Symbols[]): void {
    const set = new Set(branches.flatMap((branch) => [...branch.#stores]));
    const added = [...set].filter((name) => !this.#stores.has(name));
    for (const branch of branches) {
      for (const [name, variable] of branch.#variables) this.#variables.set(name, variable);
      for (const [variable, load] of branch.loads) this.loads.set(variable, load);
      for (const name of branch.#stores) this.#stores.add(name);
    }
    for (const name of added) {
      const outer = this.parent?.find(name) ?? null;
      this.loads.set(this.variable(name), outer === null ? { kind: 'resolve', name } : { kind: 'alias', of: outer });
    }
  }

  /** The names that are set here and further out, with their variables. */
  stored(): ReadonlyMap<string, string> {
    const all = new Map(this.parent?.stored());
    for (const name of this.#stores) all.set(name, this.variable(name));
    return all;
  }

  #define(name: string, load: Load): string {
    const id = this.#ids.get(name) ?? this.#ids.size;
    this.#ids.set(name, id);
    const variable = `v${this.level}_${id}`;
    this.#variables.set(name, variable);
    this.loads.set(variable, load);
    return variable;
  }
}
