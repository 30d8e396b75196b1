import type { Facts } from '../../facts/facts.ts';
import type { LateText, Operation, Plan } from '../../plan/operation.ts';
import { OWN_LABELS } from '../labels.ts';
import { givenImages } from '../build.ts';
import { ALIAS_WORDS } from '../push.ts';

import { behindPattern, createQuote, namePattern, placeholder, quoteWord, quoteWords } from './quote.ts';
import { toSequence } from './sequence.ts';
import { ARTIFACT_FUNCTIONS } from './shell/artifact-functions.ts';
import { CHECKOUT_FUNCTIONS, FEED_FUNCTIONS, FILE_FUNCTIONS, VIEW_FUNCTIONS } from './shell/copy-functions.ts';
import { FRAME_FUNCTIONS } from './shell/frame-functions.ts';
import { CONTEXT_FUNCTIONS, FOREIGN_FUNCTIONS, IMAGE_FUNCTIONS } from './shell/image-functions.ts';
import { HAND_OVER_FUNCTIONS } from './shell/hand-over-functions.ts';
import { IMPORT_FUNCTIONS } from './shell/import-functions.ts';
import { secretVariables } from './shell/copy.ts';
import { operationLines } from './shell/operation.ts';
import { PUSH_FUNCTIONS } from './shell/push-functions.ts';
import { askedTexts, isTakenFromCaller, lateVariable, type Script } from './shell/script.ts';
import { SCAN_FUNCTIONS } from './shell/scan-functions.ts';
import { SERVICE_FUNCTIONS } from './shell/service-functions.ts';
import { UPLOAD_FUNCTIONS } from './shell/upload-functions.ts';
import { passwordVariable } from './shell/upload.ts';

/** What a script has to know beside its plan. */
export interface ShellFacts {
  /** The texts in the plan that each run of the script replaces by its own. */
  readonly identity: Pick<Facts['identity'], 'buildId' | 'owner'>;
  readonly sourceExclusions: Facts['sourceExclusions'];
}

/**
 * A plan as a complete POSIX script that builds the same with docker and the usual tools alone, one operation after the
 * other, and removes everything however it ends. Values of secret variables are not in it: it asks its caller's
 * environment for them.
 */
export function renderShell(plan: Plan, facts: ShellFacts): string {
  const operations = toSequence(plan.operations);
  const script = createScript(plan, facts, operations);
  const body = operations.flatMap((operation) => operationBlock(script, operation));
  const late = [...script.asked].map((text) => {
    const [kind = '', ...id] = text.split(' ');
    return `${lateVariable(script, kind === 'address' ? 'address' : 'containerId', id.join(' '))}=`;
  });
  return [
    '#!/bin/sh',
    ...heading(plan),
    'set -eu',
    '',
    ...callerVariables(operations).map((name) => `: "\${${name}:?is secret, so this script does not hold it}"`),
    'build=buildrunner-sh-$$-$(date +%s)',
    'owner=sh-$$',
    `results=${quoteWord(plan.resultsDirectory)}`,
    ...late,
    '',
    ...functionsFor(operations),
    'begin',
    ...body,
    '',
    `have ${endsOf(operations).map(script.numberOf).join(' ')} || failed=1`,
    'exit "$failed"',
    '',
  ].join('\n');
}

/** What must have succeeded in a good build. */
function endsOf(operations: readonly Operation[]): string[] {
  return operations
    .filter(({ kind }) => kind === 'endStep' || kind === 'pushImage' || kind === 'uploadPackages')
    .map(({ id }) => id);
}

function heading({ steps }: Plan): string[] {
  const names = steps.map(({ name }) => JSON.stringify(name)).join(', ');
  return [
    `# Runs ${steps.length === 1 ? 'the step' : 'the steps'} ${names} as buildrunner does, with docker and POSIX tools alone.`,
    '# Exits with 0, with 1 when a step failed, with 69 when the results cannot be written, with 128 + n after signal n.',
  ];
}

function createScript(plan: Plan, facts: ShellFacts, operations: readonly Operation[]): Script {
  const numbers = new Map(operations.map(({ id }, index) => [id, index + 1]));
  const numberOf = (id: string) => numbers.get(id) ?? 0;
  const resolve = (text: LateText) =>
    typeof text === 'string' ? text : placeholder(lateVariable({ numberOf }, text.late, text.from));
  const { buildId, owner } = facts.identity;
  const variables = [
    { name: 'owner', pattern: behindPattern('buildrunner\\.owner=|buildrunner\\.local\\/[^:]*:', owner) },
    { name: 'build', pattern: namePattern(buildId) },
    { name: 'results', pattern: namePattern(plan.resultsDirectory) },
  ];
  return {
    quote: createQuote(variables),
    resultsDirectory: plan.resultsDirectory,
    exclusions: facts.sourceExclusions,
    numberOf,
    resolve,
    asked: askedTexts(operations),
    inputs: new Map(),
    newInputs: [],
    operations,
    entries: new Map(),
  };
}

/** An operation with its id and cause as a comment, under the condition that what it depends on has succeeded. */
function operationBlock(script: Script, operation: Operation): string[] {
  const lines = operationLines(script, operation);
  const inputs = script.newInputs.splice(0);
  const comment = `# ${operation.id} (${operation.cause})`.replaceAll(/\s*\n\s*/g, ' ');
  const conditions = operation.dependsOn.map(script.numberOf);
  const held = inputs.map(({ text, variable }) => `${variable}=${script.quote(text.replace(/\n$/, ''))}`);
  const guarded = conditions.length === 0 ? lines : [`if have ${conditions.join(' ')}; then`, ...indent(lines), 'fi'];
  return ['', comment, ...held, ...guarded];
}

/** The text of a here-document and its end stay where they are. */
function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (/^(?:\$input_\d+|\.)$/.test(line) || line.includes('\n') ? line : `  ${line}`));
}

/** Variables that the script takes from its caller because their values are secret. */
function callerVariables(operations: readonly Operation[]): string[] {
  const names = operations.flatMap((operation) => {
    if (operation.kind === 'uploadPackages') return [passwordVariable(operations, operation)];
    if (operation.kind === 'buildImage') return [...operation.buildArguments.keys()];
    if (operation.kind === 'copyToContainer') return secretVariables(operations, operation);
    if (operation.kind !== 'createContainer' && operation.kind !== 'execInContainer') return [];
    return [...operation.environment].flatMap(([name, value]) => (typeof value === 'string' ? [name] : []));
  });
  return [...new Set(names.filter(isTakenFromCaller))].sort();
}

/** The functions that the operations need, and no others. */
function functionsFor(operations: readonly Operation[]): string[] {
  const has = (...kinds: readonly Operation['kind'][]) => operations.some(({ kind }) => kinds.includes(kind));
  const copies = operations.flatMap((one) => (one.kind === 'copyToContainer' ? [one.content] : []));
  const labels = OWN_LABELS.map((label) => `${label}=""`).join(' ');
  const hasServices = operations.some(
    (one) => one.kind === 'waitForPort' || ('speaker' in one && one.speaker.kind === 'service'),
  );
  const wanted: readonly (readonly [boolean, string])[] = [
    [true, FRAME_FUNCTIONS],
    [copies.length > 0, FEED_FUNCTIONS],
    [copies.some(({ kind }) => kind === 'checkout'), CHECKOUT_FUNCTIONS],
    [copies.some((content) => content.kind === 'checkout' && content.overlays > 0), VIEW_FUNCTIONS],
    [has('copyFromContainer') || copies.some(({ kind }) => kind !== 'checkout'), FILE_FUNCTIONS],
    [operations.some((one) => one.kind === 'buildImage' && one.injections.length > 0), CONTEXT_FUNCTIONS],
    [operations.some((one) => one.kind === 'buildImage' && givenImages(one).length > 0), HAND_OVER_FUNCTIONS],
    [hasServices, SERVICE_FUNCTIONS],
    [has('collectArtifact', 'tagImage'), ARTIFACT_FUNCTIONS],
    [has('importImage'), IMPORT_FUNCTIONS],
    [has('commitContainer', 'tagImage'), IMAGE_FUNCTIONS.replace('@LABELS@', labels)],
    [has('scanImage'), SCAN_FUNCTIONS],
    [has('pushImage'), PUSH_FUNCTIONS.replace('@ALIAS@', quoteWords(ALIAS_WORDS))],
    [has('uploadPackages'), UPLOAD_FUNCTIONS],
    [operations.some((one) => one.kind === 'removeResources' && one.foreignContainers.length > 0), FOREIGN_FUNCTIONS],
  ];
  return wanted.filter(([isWanted]) => isWanted).map(([, text]) => text);
}
