import type { Operation, Plan } from '../../plan/operation.ts';

/** Names of variables whose values are nobody's business. */
const SECRET_NAME = /passw(?:or)?d|passphrase|secret|token|credential|(?:api|access|private|signing)_?key/i;

/** Shorter values would hit too much that is no secret. */
const SHORTEST_VALUE = 5;

/** Stands for a secret value. */
export const REDACTED = '***';

/** Whether the value of a variable of that name must not be shown. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Takes the secret values of a plan out of any text; longer ones first, since one may hold another. */
export function createRedactor(plan: Plan): (text: string) => string {
  const found = plan.operations.flatMap((operation) =>
    variablesOf(operation).flatMap(([name, value]) =>
      typeof value === 'string' && isSecretName(name) && value.length >= SHORTEST_VALUE ? [value] : [],
    ),
  );
  const values = [...new Set(found)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return (text) => values.reduce((redacted, value) => redacted.replaceAll(value, REDACTED), text);
}

function variablesOf(operation: Operation): [string, unknown][] {
  switch (operation.kind) {
    case 'createContainer':
    case 'execInContainer':
      return [...operation.environment];
    case 'buildImage':
      return [...operation.buildArguments];
    default:
      return [];
  }
}
