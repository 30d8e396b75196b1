import type { Arguments, TemplateFunction, TemplateValue } from '../value.ts';

/** What a method does with the value that it is of. */
export type Method<Self> = (self: Self, given: Arguments) => TemplateValue;

/** The methods of a kind of value, by name. */
export type MethodTable<Self> = ReadonlyMap<string, Method<Self>>;

/** A method of a table with its value; null where the table has none of the name. */
export function bindFrom<Self>(methods: MethodTable<Self>, self: Self, name: string): TemplateFunction | null {
  return bindMethod(methods.get(name), self, name);
}

/** A method with its value; null where there is none. */
export function bindMethod<Self>(method: Method<Self> | undefined, self: Self, name: string): TemplateFunction | null {
  return method === undefined ? null : { kind: 'function', name, call: (given) => method(self, given) };
}

/** What a method that only changes its value gives. */
export function returnNone(_effect: unknown): null {
  return null;
}
