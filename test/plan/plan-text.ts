import type { LateText, Operation, Plan } from '../../src/plan/operation.ts';

/** A line longer than this is written once; further on stands where. */
const REPEATED_LENGTH = 100;

/** Keys that stand in the heading of an operation, or are said in another way. */
const SAID = ['id', 'kind', 'step', 'cause', 'dependsOn', 'follows'];

/**
 * A plan as text, whole: for each operation its kind, id and cause, then a line for each datum, then what it waits for
 * (`after` what has succeeded, `when over` whatever became of it). Null, false and empty data are left out.
 */
export function planText(plan: Plan): string {
  const seen = new Map<string, string>();
  return plan.operations.map((operation) => `${blockOf(operation, plan, seen).join('\n')}\n`).join('\n');
}

function blockOf(operation: Operation, plan: Plan, seen: Map<string, string>): string[] {
  const { id, kind, step, cause, dependsOn, follows } = operation;
  const owner = step === null || id.startsWith(`${step}/`) ? '' : ` of step ${step}`;
  const data = Object.entries(operation).filter(([key, value]) => !SAID.includes(key) && !isNothing(value));
  return [
    `${kind} "${id}"${owner} because: ${cause}`,
    ...data.flatMap(([key, value]) => linesOf(value).map((text) => `  ${once(`${key}: ${text}`, key, id, seen)}`)),
    ...(dependsOn.length === 0 ? [] : [`  after: ${dependsOn.join(', ')}`]),
    ...(follows.length === 0 ? [] : [`  when over: ${followsText(operation, plan)}`]),
  ];
}

/** Each object of a list has a line of its own. */
function linesOf(value: unknown): string[] {
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'object' && !isLate(item));
  return isList ? value.map(textOf) : [textOf(value)];
}

function once(line: string, key: string, id: string, seen: Map<string, string>): string {
  if (line.length < REPEATED_LENGTH) return line;
  const first = seen.get(line);
  if (first === undefined) seen.set(line, id);
  return first === undefined ? line : `${key}: as "${first}"`;
}

/** What follows all of the plan, or of its step, says so. */
function followsText({ id, step, follows }: Operation, { operations }: Plan): string {
  const before = operations.slice(
    0,
    operations.findIndex((operation) => operation.id === id),
  );
  const ofStep = before.filter((operation) => operation.step === step);
  for (const [name, all] of [['all of the plan', before] as const, ['all of the step', ofStep] as const]) {
    const rest = follows.slice(all.length);
    const isAll = all.length > 3 && all.every((operation, index) => operation.id === follows[index]);
    if (isAll) return [name, ...rest].join(', ');
  }
  return follows.join(', ');
}

function isNothing(value: unknown): boolean {
  if (value instanceof Map) return value.size === 0;
  return value === undefined || value === null || value === false || (Array.isArray(value) && value.length === 0);
}

function textOf(value: unknown): string {
  if (value instanceof Map) return [...value].map(([key, item]) => `${String(key)}=${textOf(item)}`).join(' ');
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  if (value === null) return '<none>';
  if (isLate(value)) return `<${value.late} of ${value.from}>`;
  if (typeof value === 'object') return `{${objectText(value)}}`;
  if (typeof value === 'string' && /^[^\s,"{}<>]+$/.test(value)) return value;
  return JSON.stringify(value);
}

function objectText(value: object): string {
  const entries = Object.entries(value).filter(([, item]) => !isNothing(item));
  return entries.map(([key, item]) => `${key} ${textOf(item)}`).join('; ');
}

function isLate(value: unknown): value is Exclude<LateText, string> {
  return typeof value === 'object' && value !== null && 'late' in value && 'from' in value;
}
