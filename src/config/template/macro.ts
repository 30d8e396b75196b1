import type { Part } from './part.ts';
import { TemplateError } from './template-error.ts';
import { toTuple, undefinedOf, type Arguments, type TemplateObject, type TemplateValue } from './value.ts';

/** What a macro takes. */
export interface MacroShape {
  /** Null: that of a `call`. */
  readonly name: string | null;
  readonly parameters: readonly string[];
  /** Whether its body reads `caller`, `kwargs` and `varargs`. */
  readonly takesCaller: boolean;
  readonly takesNamed: boolean;
  readonly takesRest: boolean;
}

/** Its body, for a value of each parameter (undefined: the default), then of `caller`, `kwargs` and `varargs`. */
export type MacroBody = (values: readonly (TemplateValue | undefined)[]) => Part;

/** A macro as a value; `takePart` tells what its body wrote. */
export function macroValue(
  shape: MacroShape,
  body: MacroBody,
  takePart: (part: Part) => TemplateValue,
): TemplateObject {
  const { name, parameters, takesCaller, takesNamed, takesRest } = shape;
  const attributes = new Map<string, TemplateValue>([
    ['name', name],
    ['arguments', toTuple(parameters)],
    ['catch_kwargs', takesNamed],
    ['catch_varargs', takesRest],
    ['caller', takesCaller],
    ['explicit_caller', parameters.includes('caller')],
  ]);
  return {
    kind: 'object',
    name: 'a macro',
    print: () => (name === null ? '<Macro anonymous>' : `<Macro '${name}'>`),
    attribute: (attribute) => attributes.get(attribute),
    call: (given) => takePart(body(valuesOf(shape, given))),
  };
}

function valuesOf(shape: MacroShape, { positional, named, at, placeOf }: Arguments): (TemplateValue | undefined)[] {
  const { parameters, takesCaller, takesNamed, takesRest } = shape;
  const what = shape.name === null ? '"caller"' : `"${shape.name}"`;
  const rest = new Map(named);
  const values = parameters.map((parameter, index) => {
    if (index < positional.length) return positional[index];
    const value = rest.get(parameter);
    rest.delete(parameter);
    return value;
  });
  if (takesCaller && !parameters.includes('caller')) {
    values.push(rest.get('caller') ?? undefinedOf('caller'));
    rest.delete('caller');
  }
  if (takesNamed) values.push(new Map(rest));
  else refuseNamed(what, [...rest.keys()], parameters, placeOf);
  if (takesRest) {
    values.push(toTuple(positional.slice(parameters.length)));
  } else if (positional.length > parameters.length) {
    const values = positional.length === 1 ? 'value' : 'values';
    const message = `${what} is given ${positional.length} ${values} and takes ${parameters.length}`;
    throw new TemplateError(at, message, 'Give it less, or let it read "varargs"');
  }
  return values;
}

function refuseNamed(
  what: string,
  [unknown]: readonly string[],
  parameters: readonly string[],
  placeOf: Arguments['placeOf'],
): void {
  if (unknown === undefined) return;
  const at = placeOf(unknown);
  if (unknown === 'caller') {
    throw new TemplateError(at, `${what} is called with a body and reads no "caller"`, 'Let it call "caller()"');
  }
  const message = parameters.includes(unknown)
    ? `${what} is given "${unknown}" twice`
    : `${what} takes no "${unknown}"`;
  throw new TemplateError(at, message, 'Take it away, or let it read "kwargs"');
}
