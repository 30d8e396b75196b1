/** What is wrong with a template, at an offset into it. Thrown, since it also comes out of compiled templates. */
export class TemplateError extends Error {
  /** Offset into the template. */
  readonly at: number;
  /** What to do next, one imperative sentence without a full stop. */
  readonly next: string | undefined;

  constructor(at: number, message: string, next?: string) {
    super(message);
    this.name = 'TemplateError';
    this.at = at;
    this.next = next;
  }
}

/** A part of the template language that is read and not yet run. */
export function notSupported(at: number, construct: string): TemplateError {
  return new TemplateError(at, `${construct} is not supported yet in a template`, 'Write it without');
}
