import { isSecretName, REDACTED } from '../../config/secrets.ts';
import type { Operation, Plan } from '../../plan/operation.ts';
import { createRedactor } from './secrets.ts';

/** Raised when a reader of the old form would misunderstand the new one; further keys do not raise it. */
const FORMAT_VERSION = 1;

/** What all operations have comes first. */
const COMMON = ['id', 'kind', 'step', 'dependsOn', 'follows', 'cause'];

/** A plan as JSON: the same plan gives the same text. Values of secret variables are left out. */
export function renderJson(plan: Plan): string {
  const redact = createRedactor(plan);
  const value = {
    formatVersion: FORMAT_VERSION,
    buildId: plan.buildId,
    resultsDirectory: plan.resultsDirectory,
    steps: plan.steps,
    operations: plan.operations.map(inOrder),
  };
  return `${JSON.stringify(value, (key, item: unknown) => toJsonValue(key, item, redact), 2)}\n`;
}

/** The common keys in their order, the others by name, so that the order in which they were set does not matter. */
function inOrder(operation: Operation): Record<string, unknown> {
  const entries = Object.entries(operation).filter(([, value]) => value !== undefined);
  const rank = ([key]: [string, unknown]) => (COMMON.includes(key) ? COMMON.indexOf(key) : COMMON.length);
  return Object.fromEntries(entries.sort((a, b) => rank(a) - rank(b) || (a[0] < b[0] ? -1 : 1)));
}

function toJsonValue(key: string, value: unknown, redact: (text: string) => string): unknown {
  if (value instanceof Map) {
    const entries: [unknown, unknown][] = [...value];
    return Object.fromEntries(entries.map(([name, item]) => [String(name), hidden(String(name), item)]));
  }
  if (typeof value === 'bigint') return value.toString();
  if (key === 'password') return REDACTED;
  return typeof value === 'string' && key !== 'id' ? redact(value) : value;
}

function hidden(name: string, value: unknown): unknown {
  return isSecretName(name) && typeof value === 'string' ? REDACTED : value;
}
