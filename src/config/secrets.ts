import type { PlainValue } from './yaml/plain-value.ts';

/** Names of variables and keys whose values are nobody's business. */
const SECRET_NAME = /passw(?:or)?d|passphrase|secret|token|credential|key/i;

/** Names that only look like it: git is told the name of a setting by such a variable. */
const PUBLIC_NAME = /^GIT_CONFIG_KEY_\d+$/;

/** Shorter values would hit too much that is no secret. */
const SHORTEST_VALUE = 5;

/** Stands for a secret value. */
export const REDACTED = '***';

/** A key and the one-line value behind it, in quotes or not. */
const PAIR = /([\w.-]+)["']?[ \t]*:[ \t]+(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"'{}[\],&*!|>#][^\n{}[\],#]*))/g;

/** Whether the value of a variable or key of that name must not be shown. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !PUBLIC_NAME.test(name);
}

/** Whether a value is long enough to be taken out of a text wherever it stands. */
function isTelling(value: unknown): value is string {
  return typeof value === 'string' && value.length >= SHORTEST_VALUE;
}

/** Those values that belong to secret names. */
export function secretValues(pairs: Iterable<readonly [string, unknown]>): string[] {
  return [...pairs].flatMap(([name, value]) => (isSecretName(name) && isTelling(value) ? [value] : []));
}

/** Those texts within a value that belong to secret names, also in a list, by their paths: `registry.password.1`. */
export function secretsByPath(value: PlainValue, path: string, isSecret = false): [string, string][] {
  if (typeof value !== 'object' || value === null) return isSecret && isTelling(value) ? [[path, value]] : [];
  return Object.entries(value).flatMap(([key, item]: [string, PlainValue]) =>
    Array.isArray(value)
      ? secretsByPath(item, `${path}.${Number(key) + 1}`, isSecret)
      : secretsByPath(item, `${path}.${key}`, isSecretName(key)),
  );
}

/** Takes values out of any text; longer ones first, since one may hold another. */
export function redactorOf(secrets: readonly string[]): (text: string) => string {
  const values = [...new Set(secrets)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return (text) => values.reduce((redacted, value) => redacted.replaceAll(value, REDACTED), text);
}

/**
 * Takes passwords out of the addresses in a text: `https://***@host/`. A user alone may be a token where the web is
 * concerned; that of ssh is none.
 */
export function maskAddresses(text: string): string {
  return text.replaceAll(/(\bhttps?:\/\/|:\/\/(?=[^\s/@"'?#:]*:))[^\s/@"'?#]+@/gi, `$1${REDACTED}@`);
}

/** The values of secret keys in a rendered file, right or wrong as it may be; comments aside. */
export function secretsWithin(text: string): string[] {
  const pairs = [...text.replaceAll(/^[ \t]*#.*$/gm, '').matchAll(PAIR)].map(
    ([, key = '', double, single, plain = '']) => [key, double ?? single ?? plain.trimEnd()] as const,
  );
  return secretValues(pairs);
}
