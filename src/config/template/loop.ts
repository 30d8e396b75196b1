import { isEqual } from './compare.ts';
import type { Part } from './part.ts';
import { lengthOf } from './sequence.ts';
import { TemplateError } from './template-error.ts';
import { toTuple, orUndefined, type Arguments, type TemplateObject, type TemplateValue } from './value.ts';

/** How a recursive loop is run again, for items within an item; `recurse` is null where the loop is none. */
export interface Recursion {
  readonly recurse: ((items: TemplateValue, depth: number) => Part) | null;
  /** From nought. */
  readonly depth: number;
}

/**
 * The turns of a loop and the value of `loop` within it. As in Jinja there is one `loop` for all turns, and items are
 * asked for no earlier than needed: `loop.last` asks for the next one, `loop.length` for all where it must.
 */
export class Loop {
  readonly value: TemplateObject;
  readonly #recursion: Recursion;
  readonly #takePart: (part: Part) => TemplateValue;
  #items: Iterator<TemplateValue, unknown>;
  /** Those that have been asked for and had no turn yet. */
  #ahead: TemplateValue[] = [];
  #index = -1;
  #length: number | null;
  #before: TemplateValue | undefined;
  #current: TemplateValue | undefined;
  #changed: TemplateValue | undefined;

  /** `of` is null where not all of the items get a turn; `takePart` tells what a turn within a turn wrote. */
  constructor(
    items: Iterable<TemplateValue>,
    of: TemplateValue,
    recursion: Recursion,
    takePart: (part: Part) => TemplateValue,
  ) {
    this.#items = items[Symbol.iterator]();
    this.#length = of === null ? null : lengthOf(of);
    this.#recursion = recursion;
    this.#takePart = takePart;
    this.value = {
      kind: 'object',
      name: 'the loop',
      print: () => `<LoopContext ${this.#index + 1}/${this.#countAll()}>`,
      attribute: (name) => this.#attribute(name),
      call: (given) => this.#recurse(given),
      length: () => this.#countAll(),
    };
  }

  *[Symbol.iterator](): Generator<TemplateValue, void> {
    for (;;) {
      const next = this.#peek();
      if (next === undefined) return;
      this.#ahead.shift();
      this.#index += 1;
      this.#before = this.#current;
      this.#current = next;
      yield next;
    }
  }

  #peek(): TemplateValue | undefined {
    if (this.#ahead.length === 0) {
      const next = this.#items.next();
      if (next.done === true) return undefined;
      this.#ahead.push(next.value);
    }
    return this.#ahead[0];
  }

  #countAll(): number {
    if (this.#length === null) {
      const rest: TemplateValue[] = [...this.#ahead];
      for (let next = this.#items.next(); next.done !== true; next = this.#items.next()) rest.push(next.value);
      this.#items = rest.values();
      this.#ahead = [];
      this.#length = this.#index + 1 + rest.length;
    }
    return this.#length;
  }

  #attribute(name: string): TemplateValue | undefined {
    switch (name) {
      case 'index':
        return this.#index + 1;
      case 'index0':
        return this.#index;
      case 'revindex':
        return this.#countAll() - this.#index;
      case 'revindex0':
        return this.#countAll() - this.#index - 1;
      case 'first':
        return this.#index === 0;
      case 'last':
        return this.#peek() === undefined;
      case 'length':
        return this.#countAll();
      case 'depth':
        return this.#recursion.depth + 1;
      case 'depth0':
        return this.#recursion.depth;
      case 'previtem':
        return orUndefined(this.#index === 0 ? undefined : this.#before, 'loop.previtem');
      case 'nextitem':
        return orUndefined(this.#peek(), 'loop.nextitem');
      case 'cycle':
        return { kind: 'function', name: 'cycle', call: (given) => this.#cycle(given) };
      case 'changed':
        return { kind: 'function', name: 'changed', call: (given) => this.#hasChanged(given) };
      default:
        return undefined;
    }
  }

  #cycle({ positional, at }: Arguments): TemplateValue {
    const item = positional[this.#index % positional.length];
    if (item === undefined) throw new TemplateError(at, '"loop.cycle" is given nothing', 'Give it values');
    return item;
  }

  #hasChanged({ positional }: Arguments): boolean {
    const now = toTuple(positional);
    const hasChanged = this.#changed === undefined || !isEqual(this.#changed, now);
    if (hasChanged) this.#changed = now;
    return hasChanged;
  }

  #recurse({ positional, named, at }: Arguments): TemplateValue {
    const { recurse, depth } = this.#recursion;
    if (recurse === null) {
      throw new TemplateError(at, '"loop" is called, and the loop is not recursive', 'Write "recursive" at its end');
    }
    const items = positional[0] ?? named.get('iterable');
    if (items === undefined || positional.length + named.size > 1) {
      throw new TemplateError(at, '"loop" takes the items of one list', 'Give it those');
    }
    return this.#takePart(recurse(items, depth + 1));
  }
}
