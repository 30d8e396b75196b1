import { ExpressionRuntime } from './expression-runtime.ts';
import { isFilter } from './filters/index.ts';
import type { Need } from './frame.ts';
import { escapeText } from './html.ts';
import { selfValue, superValue, type UseBlock } from './inheritance.ts';
import type { OutputMark } from './line-map.ts';
import { Loop, type Recursion } from './loop.ts';
import { macroValue, type MacroBody, type MacroShape } from './macro.ts';
import { NOTHING, type Part } from './part.ts';
import { TEXT } from './piece-table.ts';
import { toText } from './print.ts';
import type { LoadedTemplate, Module } from './rendering.ts';
import { iterate, iterateLazily } from './sequence.ts';
import { chooseTemplate, requireTemplate } from './template-choice.ts';
import { newContext, type Context, type WriteTemplate } from './template-context.ts';
import { TemplateError } from './template-error.ts';
import { isTest } from './tests.ts';
import { isUndefined, orUndefined, type TemplateObject, type TemplateValue } from './value.ts';

/** Names of a frame and their values; undefined where they have none yet. */
type Locals = readonly (readonly [string, TemplateValue | undefined])[];

/**
 * All that a compiled template can reach: one for each file of a rendering. Its methods are the meaning of Jinja's
 * expressions and statements over the values of value.ts; `at` is an offset into the file.
 */
export class Runtime extends ExpressionRuntime {
  /** The marks of what is written around the part that is being written. */
  readonly #outerMarks: OutputMark[][] = [];
  write: WriteTemplate = () => NOTHING;
  readonly blocks = new Map<string, WriteTemplate>();

  /** The template hands over its own functions; throws a `TemplateError` where there is no filter that it needs. */
  define(write: WriteTemplate, blocks: readonly (readonly [string, WriteTemplate])[], needs: readonly Need[]): void {
    for (const need of needs) this.#require(need);
    this.write = write;
    for (const [name, block] of blocks) this.blocks.set(name, block);
  }

  #require([kind, name, at]: Need): void {
    const isThere = kind === 'test' ? isTest(name) : isFilter(name, this.given(at, [], []));
    if (!isThere) throw new TemplateError(at, `"${name}" is no ${kind} of a template`, 'Correct the name');
  }

  /** Runs code of the template; what is wrong there lies in its file. */
  located<Result>(code: () => Result): Result {
    try {
      return code();
    } catch (error) {
      if (error instanceof TemplateError) throw error.within(this.source);
      // What nests thousands of levels deep exhausts the stack.
      if (error instanceof RangeError) {
        throw new TemplateError(0, 'The template nests too deeply', 'Flatten it', this.source);
      }
      throw error;
    }
  }

  /** A function of the template: what `write` gives is what it wrote. */
  part(write: () => string): Part {
    this.begin();
    return this.end(this.located(write));
  }

  begin(): void {
    this.#outerMarks.push(this.rendering.marks);
    this.rendering.marks = [];
  }

  end(text: string): Part {
    const { marks } = this.rendering;
    this.rendering.marks = this.#outerMarks.pop() ?? [];
    return { text, marks };
  }

  /** What is written from `output` on comes from `at`. */
  mark(output: number, at: number, isText: boolean): void {
    this.step(at);
    this.rendering.budget.checkOutput(output, at);
    this.rendering.lastPart = NOTHING;
    this.rendering.marks.push({ output, source: this.source, at, isText });
  }

  /** A text of the template. */
  text(output: number, start: number, end: number): string {
    this.mark(output, start, true);
    return this.source.text.slice(start, end);
  }

  /** Texts and outputs one behind the other: see `PieceTable`. */
  pieces(output: number, row: readonly number[], outputs: readonly ((shift: number) => string)[]): string {
    let written = '';
    for (let index = 0; index < row.length; index += 3) {
      const [kind = TEXT, at = 0, end = 0] = [row[index], row[index + 1], row[index + 2]];
      if (kind === TEXT) {
        written += this.text(output + written.length, at, end);
      } else {
        this.mark(output + written.length, at, false);
        written += outputs[kind]?.(end) ?? '';
      }
    }
    return written;
  }

  insert(output: number, { text, marks }: Part): string {
    if (marks.length > 0) this.rendering.marks.push({ output, part: marks });
    return text;
  }

  print(value: TemplateValue, at: number): string {
    const text = toText(value, at);
    const { lastPart } = this.rendering;
    const { marks } = this.rendering;
    const output = marks.at(-1)?.output ?? 0;
    return text !== '' && text === lastPart.text ? this.insert(output, lastPart) : text;
  }

  escape(value: TemplateValue, doesEscape: boolean, at: number): string {
    return this.print(doesEscape ? escapeText(value, at) : value, at);
  }

  /** What a part wrote, as a value; where that is printed as it is, its places are known. */
  readonly #takePart = (part: Part): TemplateValue => {
    this.rendering.lastPart = part;
    return part.text;
  };

  /** The items of a value for so many targets. */
  unpack(value: TemplateValue, count: number, at: number): readonly TemplateValue[] {
    if (isUndefined(value)) {
      throw new TemplateError(at, `"${value.what}" is undefined and has no items`, 'Correct the name, or define it');
    }
    const items = iterate(value, at);
    if (items.length === count) return items;
    const values = items.length === 1 ? 'value' : 'values';
    const message = `${count} ${count === 1 ? 'name stands' : 'names stand'} for ${items.length} ${values}`;
    throw new TemplateError(at, message, 'Write as many names as there are values');
  }

  /** What a loop walks over. */
  items(value: TemplateValue, at: number): Iterable<TemplateValue> {
    return iterateLazily(value, at);
  }

  loop(
    of: TemplateValue,
    filter: ((items: Iterable<TemplateValue>) => Iterable<TemplateValue>) | null,
    recursion: Recursion,
    at: number,
  ): Loop {
    const items = iterateLazily(of, at);
    const loop = new Loop(filter?.(items) ?? items, filter === null ? of : null, recursion, this.#takePart);
    this.#asWriter(loop.value);
    return loop;
  }

  macro(shape: MacroShape, body: MacroBody): TemplateValue {
    return this.#asWriter(macroValue(shape, body, this.#takePart));
  }

  /** What it gives when it is called is what it wrote, escaped already where that was to be. */
  #asWriter(value: TemplateObject): TemplateObject {
    this.rendering.writers.add(value);
    return value;
  }

  self(context: Context): TemplateValue {
    return selfValue(context, this.#useBlock);
  }

  super(context: Context, name: string, current: WriteTemplate): TemplateValue {
    return superValue(context, name, current, this.#useBlock);
  }

  readonly #useBlock: UseBlock = {
    call: (write, context) => this.#takePart(write(context)),
    asWriter: (value) => this.#asWriter(value),
  };

  /** Writes the block of a name; `context` is what it sees. */
  block(
    context: Context,
    {
      name,
      isRequired,
      context: inner,
    }: { readonly name: string; readonly isRequired: boolean; readonly context: Context },
    at: number,
  ): Part {
    const blocks = context.blocks.get(name) ?? [];
    const [write] = blocks;
    if (isRequired && blocks.length <= 1) {
      const next = 'Define it in the template that extends this one';
      throw new TemplateError(at, `The block "${name}" is required and not there`, next);
    }
    return write === undefined ? NOTHING : this.rendering.budget.deeper(at, () => write(inner));
  }

  derive(context: Context, locals: Locals): Context {
    return context.derive(locals);
  }

  refuseToExtend(at: number): void {
    throw new TemplateError(at, 'The template extends two others', 'Let it extend one');
  }

  /** The template that this one extends, whose blocks follow those that are there. */
  extend(context: Context, value: TemplateValue, at: number): WriteTemplate {
    const parent = this.#findOne(value, at);
    for (const [name, write] of parent.blocks) {
      context.blocks.set(name, [...(context.blocks.get(name) ?? []), write]);
    }
    return (own) => this.rendering.budget.deeper(at, () => parent.write(own));
  }

  include(
    context: Context,
    value: TemplateValue,
    { names, mayBeMissing }: { readonly names: Locals | null; readonly mayBeMissing: boolean },
    at: number,
  ): Part {
    const template = chooseTemplate(value, mayBeMissing, (name) => this.rendering.find(name, at), at);
    if (template === null) return NOTHING;
    return this.rendering.budget.deeper(at, () =>
      names === null
        ? this.rendering.importModule(template, null).part
        : template.write(newContext(template, context.all(names))),
    );
  }

  import(context: Context, value: TemplateValue, names: Locals | null, at: number): Module {
    const template = this.#findOne(value, at);
    return this.rendering.budget.deeper(at, () =>
      this.rendering.importModule(template, names === null ? null : context.all(names)),
    );
  }

  /** What another template sets by a name. */
  imported({ names }: Module, name: string): TemplateValue {
    return orUndefined(names.get(name), name);
  }

  #findOne(value: TemplateValue, at: number): LoadedTemplate {
    return requireTemplate(value, (name) => this.rendering.find(name, at), at);
  }
}
