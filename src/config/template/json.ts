import { toPythonFloat } from '../yaml/python-float.ts';
import { spend } from './budget.ts';
import { checkLength } from './limits.ts';
import { order } from './operators.ts';
import { TemplateError } from './template-error.ts';
import { describeValue, isFloat, isMap, itemsOf, textOf, type TemplateMap, type TemplateValue } from './value.ts';

/** JSON as Python's `json.dumps` writes it with sorted keys; `step` is what each level is indented by, null for one line. */
export function toJson(value: TemplateValue, step: string | null, at: number): string {
  return new JsonWriter(step, at).write(value, '\n');
}

class JsonWriter {
  readonly #step: string | null;
  readonly #at: number;
  readonly #within = new Set<unknown>();
  #length = 0;

  constructor(step: string | null, at: number) {
    this.#step = step;
    this.#at = at;
  }

  /** `line` is the line break with the indentation at which the value stands. */
  write(value: TemplateValue, line: string): string {
    const simple = this.#simple(value);
    if (simple !== null) return simple;
    if (this.#within.has(value)) throw new TemplateError(this.#at, 'The value holds itself', 'Print a part of it');
    this.#within.add(value);
    const text = this.#compound(value, line);
    this.#within.delete(value);
    return text;
  }

  #simple(value: TemplateValue): string | null {
    const text = textOf(value);
    const written = text === null ? plainJson(value) : quoteJson(text);
    this.#length += (written?.length ?? 0) + 2;
    spend(1);
    checkLength('tojson', this.#length, this.#at);
    return written;
  }

  #compound(value: TemplateValue, line: string): string {
    const inner = line + (this.#step ?? '');
    const items = itemsOf(value);
    if (items !== null)
      return this.#wrap(
        '[]',
        items.map((item) => this.write(item, inner)),
        line,
      );
    if (isMap(value)) return this.#wrap('{}', this.#entries(value, inner), line);
    throw new TemplateError(this.#at, `JSON has nothing for ${describeValue(value)}`, 'Convert it first');
  }

  #entries(map: TemplateMap, inner: string): string[] {
    const sorted = [...map].sort(([left], [right]) => order('<', left, right, this.#at) || 0);
    return sorted.map(([key, item]) => `${this.#key(key)}: ${this.write(item, inner)}`);
  }

  #key(key: TemplateValue): string {
    const text = textOf(key) ?? plainJson(key);
    if (text !== null) return quoteJson(text);
    throw new TemplateError(this.#at, `JSON has no key that is ${describeValue(key)}`, 'Convert it first');
  }

  #wrap(marks: string, parts: readonly string[], line: string): string {
    const [open = '', close = ''] = marks;
    if (parts.length === 0) return marks;
    if (this.#step === null) return open + parts.join(', ') + close;
    const inner = line + this.#step;
    return open + inner + parts.join(`,${inner}`) + line + close;
  }
}

function plainJson(value: TemplateValue): string | null {
  if (value === null) return 'null';
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (!isFloat(value)) return null;
  if (Number.isFinite(value.value)) return toPythonFloat(value.value);
  return Number.isNaN(value.value) ? 'NaN' : value.value > 0 ? 'Infinity' : '-Infinity';
}

/** A text of ASCII only. */
function quoteJson(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\x7f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
