import type { Operation } from '../../../plan/operation.ts';
import { collectLines } from './artifact.ts';
import { createContainerLines, createNetworkLines, execLines, startContainerLines, waitLines } from './container.ts';
import { copyFromLines, copyToLines } from './copy.ts';
import { buildLines, commitLines, importLines, pullLines, pushLines, tagLines } from './image.ts';
import { removeLines } from './removal.ts';
import { makeFolderLines, scanLines } from './scan.ts';
import type { Script } from './script.ts';
import { readPackagesLines, uploadLines } from './upload.ts';

/** The lines that do what an operation says, where all it depends on has succeeded. */
export function operationLines(script: Script, operation: Operation): string[] {
  switch (operation.kind) {
    case 'beginStep':
      return [`begin_step ${script.quote(operation.step)}`, `passed ${script.numberOf(operation.id)}`];
    case 'beginTask':
      return beginTaskLines(script, operation);
    case 'endStep':
      return [endLine(script, operation)];
    case 'pullImage':
      return pullLines(script, operation);
    case 'buildImage':
      return buildLines(script, operation);
    case 'importImage':
      return importLines(script, operation);
    case 'createNetwork':
      return createNetworkLines(script, operation);
    case 'createContainer':
      return createContainerLines(script, operation);
    case 'copyToContainer':
      return copyToLines(script, operation);
    case 'copyFromContainer':
      return copyFromLines(script, operation);
    case 'startContainer':
      return startContainerLines(script, operation);
    case 'execInContainer':
      return execLines(script, operation);
    case 'waitForPort':
      return waitLines(script, operation);
    case 'collectArtifact':
      return collectLines(script, operation);
    case 'commitContainer':
      return commitLines(script, operation);
    case 'tagImage':
      return tagLines(script, operation);
    case 'pushImage':
      return pushLines(script, operation);
    case 'makeFolder':
      return makeFolderLines(script, operation);
    case 'scanImage':
      return scanLines(script, operation);
    case 'readPackages':
      return readPackagesLines(script, operation);
    case 'uploadPackages':
      return uploadLines(script, operation);
    case 'removeResources':
      return removeLines(script, operation);
    default:
      return operation satisfies never;
  }
}

function beginTaskLines(
  script: Script,
  { id, step, task, notice }: Extract<Operation, { kind: 'beginTask' }>,
): string[] {
  const lines = [`==> Running step: ${step}:${task}`, ...(notice === undefined ? [] : [notice])];
  return [`say ${lines.map(script.quote).join(' ')}`, `passed ${script.numberOf(id)}`];
}

function endLine(script: Script, { id, step, expectsFailureOf, follows }: Extract<Operation, { kind: 'endStep' }>) {
  const expected = expectsFailureOf === null ? '' : String(script.numberOf(expectsFailureOf));
  const numbers = follows.map(script.numberOf).join(' ');
  return `end_step ${script.numberOf(id)} ${script.quote(step)} ${script.quote(expected)} ${numbers}`;
}
