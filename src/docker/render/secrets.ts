import { redactorOf, secretsWithin, secretValues } from '../../config/secrets.ts';
import type { Operation, Plan } from '../../plan/operation.ts';

/** Takes the secret values of a plan out of any text. */
export function createRedactor(plan: Plan): (text: string) => string {
  return redactorOf(plan.operations.flatMap(secretsOf));
}

function secretsOf(operation: Operation): string[] {
  // The configuration of a scanner, or content of the user's.
  if (operation.kind !== 'copyToContainer' || operation.content.kind !== 'text')
    return secretValues(variablesOf(operation));
  const { text, secrets = new Map<string, string>() } = operation.content;
  return [...secretsWithin(text), ...[...secrets.values()].map((value) => JSON.stringify(value).slice(1, -1))];
}

function variablesOf(operation: Operation): [string, unknown][] {
  switch (operation.kind) {
    case 'createContainer':
    case 'execInContainer':
      return [...operation.environment];
    case 'buildImage':
      return [...operation.buildArguments];
    case 'uploadPackages':
      return [['password', operation.password]];
    default:
      return [];
  }
}
