import { readArguments } from '../template/arguments.ts';
import { toText } from '../template/print.ts';
import { TemplateError } from '../template/template-error.ts';
import type { TemplateFunction } from '../template/value.ts';

/** `raise('why')`: the file refuses to be used. */
export const raise: TemplateFunction = {
  kind: 'function',
  name: 'raise',
  call: (given) => {
    const { message = '' } = readArguments('raise', given, ['message'], 1);
    throw new TemplateError(given.at, `The file says: ${toText(message, given.at)}`, 'Do as it asks');
  },
};
