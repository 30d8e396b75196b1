import { redactorOf, secretValues } from '../../config/secrets.ts';
import type { Operation, Plan } from '../../plan/operation.ts';

/** Takes the secret values of a plan out of any text. */
export function createRedactor(plan: Plan): (text: string) => string {
  return redactorOf(plan.operations.flatMap((operation) => secretValues(variablesOf(operation))));
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
