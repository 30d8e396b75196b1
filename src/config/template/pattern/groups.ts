import type { TemplateError } from '../template-error.ts';
import { widthOf, type PatternNode } from './node.ts';

/** The groups of a pattern, as it is read. */
export class GroupNames {
  readonly names = new Map<string, number>();
  readonly #fail: (problem: string) => TemplateError;
  readonly #open = new Set<number>();
  readonly #widths = new Map<number, readonly [number, number]>();
  #count = 0;

  constructor(fail: (problem: string) => TemplateError) {
    this.#fail = fail;
  }

  get count(): number {
    return this.#count;
  }

  /** Begins a group, with or without name. */
  open(name: string | null): number {
    this.#count += 1;
    if (name !== null) {
      if (!/^[_\p{XID_Start}]\p{XID_Continue}*$/u.test(name))
        throw this.#fail(`has a group with the bad name "${name}"`);
      if (this.names.has(name)) throw this.#fail(`has two groups "${name}"`);
      this.names.set(name, this.#count);
    }
    this.#open.add(this.#count);
    return this.#count;
  }

  close(index: number, width: readonly [number, number]): void {
    this.#open.delete(index);
    this.#widths.set(index, width);
  }

  /** The group of a name or number, which must have ended; a condition may ask for one that comes later. */
  referTo(name: string, mayComeLater = false): number {
    const index = /^\d+$/.test(name) ? Number(name) : this.names.get(name);
    const isKnown = index !== undefined && index > 0 && (mayComeLater || index <= this.#count);
    if (!isKnown) throw this.#fail(`refers to a group "${name}", which is not there`);
    if (this.#open.has(index)) throw this.#fail(`refers to the group "${name}" within it`);
    return index;
  }

  /** The width of a part, which may be what a group has matched. */
  widthOf(node: PatternNode): readonly [number, number] {
    if (node.kind === 'reference') return this.#widths.get(node.index) ?? [0, Infinity];
    if (node.kind !== 'sequence') return widthOf(node);
    return node.nodes
      .map((part) => this.widthOf(part))
      .reduce(([least, most], [low, high]) => [least + low, most + high], [0, 0]);
  }
}
