import type { SourceText } from '../source-text.ts';
import { Budget } from './budget.ts';
import { loadTemplate } from './engine.ts';
import type { OutputMark } from './line-map.ts';
import { NOTHING, type Part } from './part.ts';
import { Runtime } from './runtime.ts';
import { newContext, type WriteTemplate } from './template-context.ts';
import { TemplateError } from './template-error.ts';
import type { TemplateFiles } from './template-files.ts';
import type { TemplateFunction, TemplateObject, TemplateValue } from './value.ts';

/** What a function has to say about its call, at an offset into a template. */
export interface TemplateWarning {
  readonly source: SourceText;
  readonly at: number;
  readonly message: string;
  readonly next: string;
}

/** A template that can be run. */
export interface LoadedTemplate {
  readonly name: string;
  readonly write: WriteTemplate;
  readonly blocks: ReadonlyMap<string, WriteTemplate>;
}

export interface RenderingOptions {
  /** Null: the template may name no others. */
  readonly files: TemplateFiles | null;
  /** Names that all templates see, those too that are imported without the context. */
  readonly globals: ReadonlyMap<string, TemplateValue>;
  readonly filters: ReadonlyMap<string, TemplateFunction>;
}

/** What all templates of one rendering share. */
export class Rendering {
  readonly options: RenderingOptions;
  readonly budget = new Budget();
  readonly warnings: TemplateWarning[] = [];
  /** Which place of a template wrote which part of what is being written. */
  marks: OutputMark[] = [];
  /** The text that was written last by a macro and the like, until something else is printed. */
  lastPart: Part = NOTHING;
  /** Macros and other values that give what they wrote when they are called. */
  readonly writers = new WeakSet<object>();
  readonly #loaded = new Map<string, LoadedTemplate>();
  readonly #modules = new Map<LoadedTemplate, Module>();

  constructor(options: RenderingOptions) {
    this.options = options;
  }

  /** Compiles a template of this rendering. `name` is what other templates call it. */
  load(source: SourceText, name: string): LoadedTemplate {
    const runtime = new Runtime(this, source);
    runtime.located(() => loadTemplate(source.text, runtime));
    return { name, write: runtime.write, blocks: runtime.blocks };
  }

  /** A template that another one names; null where there is none of that name. */
  find(name: string, at: number): LoadedTemplate | null {
    const known = this.#loaded.get(name);
    if (known !== undefined) return known;
    if (this.options.files === null) {
      throw new TemplateError(at, `"${name}" cannot be read from here`, 'Let the build file itself include it');
    }
    const file = this.options.files.read(name);
    if (file.kind === 'missing') return null;
    if (file.kind === 'problem') throw new TemplateError(at, file.problem.message, file.problem.next);
    const loaded = this.load(file.source, name);
    this.#loaded.set(name, loaded);
    return loaded;
  }

  /** What a template sets, for one that imports it; without names of the other it runs once only. */
  importModule(template: LoadedTemplate, names: ReadonlyMap<string, TemplateValue> | null): Module {
    const known = names === null ? this.#modules.get(template) : undefined;
    if (known !== undefined) return known;
    const context = newContext(template, names ?? this.options.globals);
    const part = template.write(context);
    const module = { part, names: context.exported(), value: moduleValue(template.name, part, context.exported()) };
    if (names === null) this.#modules.set(template, module);
    return module;
  }
}

/** A template that has been run for what it sets. */
export interface Module {
  readonly part: Part;
  readonly names: ReadonlyMap<string, TemplateValue>;
  readonly value: TemplateObject;
}

function moduleValue(name: string, part: Part, names: ReadonlyMap<string, TemplateValue>): TemplateObject {
  return {
    ...{ kind: 'object', name: `"${name}"`, representation: `<TemplateModule '${name}'>`, isMarkup: true },
    print: () => part.text,
    attribute: (attribute) => names.get(attribute),
  };
}
