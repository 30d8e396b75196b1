import type { SourceText } from '../source-text.ts';

/** What is wrong with a template, at an offset into it. Thrown, since it also comes out of compiled templates. */
export class TemplateError extends Error {
  /** Offset into the template. */
  readonly at: number;
  /** What to do next, one imperative sentence without a full stop. */
  readonly next: string | undefined;
  /** The template, where that is not the one that is rendered but one that it includes, imports or extends. */
  readonly source: SourceText | null;

  constructor(at: number, message: string, next?: string, source: SourceText | null = null) {
    super(message);
    this.name = 'TemplateError';
    this.at = at;
    this.next = next;
    this.source = source;
  }

  /** The same problem, within a file, unless it is known already to lie within another one. */
  within(source: SourceText): TemplateError {
    return this.source === null ? new TemplateError(this.at, this.message, this.next, source) : this;
  }
}
