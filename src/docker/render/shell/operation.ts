import type { OperationKind, OperationsByKind } from '../../../plan/operation.ts';
import { collectLines } from './artifact.ts';
import { createContainerLines, createNetworkLines, execLines, startContainerLines, waitLines } from './container.ts';
import { copyFromLines, copyToLines } from './copy.ts';
import { buildLines, commitLines, importLines, pullLines, pushLines, tagLines } from './image.ts';
import { removeLines } from './removal.ts';
import { makeFolderLines, scanLines } from './scan.ts';
import type { Script } from './script.ts';
import { readPackagesLines, uploadLines } from './upload.ts';

/** The lines that do what an operation says, where all it depends on has succeeded. */
export function operationLines<Kind extends OperationKind>(
  script: Script,
  operation: OperationsByKind[Kind] & { readonly kind: Kind },
): string[] {
  return LINES[operation.kind](script, operation);
}

/** How each kind of operation is written. */
type Lines = {
  readonly [Kind in OperationKind]: (script: Script, operation: OperationsByKind[Kind]) => string[];
};

const LINES: Lines = {
  beginStep: beginStepLines,
  beginTask: beginTaskLines,
  endStep: endStepLines,
  pullImage: pullLines,
  buildImage: buildLines,
  importImage: importLines,
  createNetwork: createNetworkLines,
  createContainer: createContainerLines,
  copyToContainer: copyToLines,
  copyFromContainer: copyFromLines,
  startContainer: startContainerLines,
  execInContainer: execLines,
  waitForPort: waitLines,
  collectArtifact: collectLines,
  commitContainer: commitLines,
  tagImage: tagLines,
  pushImage: pushLines,
  makeFolder: makeFolderLines,
  scanImage: scanLines,
  readPackages: readPackagesLines,
  uploadPackages: uploadLines,
  removeResources: removeLines,
};

function beginStepLines(script: Script, { id, step }: OperationsByKind['beginStep']): string[] {
  return [`begin_step ${script.quote(step)}`, `passed ${script.numberOf(id)}`];
}

function beginTaskLines(script: Script, { id, step, task, notice }: OperationsByKind['beginTask']): string[] {
  const lines = [`==> Running step: ${step}:${task}`, ...(notice === undefined ? [] : [notice])];
  return [`say ${lines.map(script.quote).join(' ')}`, `passed ${script.numberOf(id)}`];
}

function endStepLines(script: Script, { id, step, expectsFailureOf, follows }: OperationsByKind['endStep']): string[] {
  const expected = expectsFailureOf === null ? '' : String(script.numberOf(expectsFailureOf));
  const numbers = follows.map(script.numberOf).join(' ');
  return [`end_step ${script.numberOf(id)} ${script.quote(step)} ${script.quote(expected)} ${numbers}`];
}
