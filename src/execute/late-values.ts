import type { LateText, OperationId } from '../plan/operation.ts';

/** Texts that are only known once an operation has happened. */
export class LateValues {
  readonly #values = new Map<string, string>();

  /** Notes the full id of the container that an operation has made. */
  setContainerId(operation: OperationId, id: string): void {
    this.#values.set(`containerId ${operation}`, id);
  }

  /** Notes the address of a container that an operation has started. */
  setAddress(operation: OperationId, address: string): void {
    this.#values.set(`address ${operation}`, address);
  }

  /** The text itself. @throws when the plan asks for it before it can be known, which is an internal error. */
  resolve(text: LateText): string {
    if (typeof text === 'string') return text;
    const value = this.#values.get(`${text.late} ${text.from}`);
    if (value === undefined) throw new Error(`${text.late} of operation "${text.from}" is not known yet`);
    return value;
  }
}
