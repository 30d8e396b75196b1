/** The value of a JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The property of an object, undefined for whatever has no such property. */
export function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}

/** The property when it is a text, else empty. */
export function textOf(value: unknown, name: string): string {
  const property = propertyOf(value, name);
  return typeof property === 'string' ? property : '';
}
