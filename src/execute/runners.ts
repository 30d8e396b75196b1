import type { Result } from '../failure.ts';
import type { OperationKind, OperationsByKind } from '../plan/operation.ts';
import type { ExecutionContext } from './context.ts';
import type { Outcomes } from './scheduler.ts';

/** Does operations of one kind. */
export type Runner<Kind extends OperationKind> = (
  operation: OperationsByKind[Kind],
  context: ExecutionContext,
  outcomes: Outcomes,
) => Promise<Result<unknown>>;

/** What does each kind of operation. A build has few of the kinds, so the code of each is loaded when it is wanted. */
const RUNNERS: { readonly [Kind in OperationKind]: () => Promise<Runner<Kind>> } = {
  beginStep: async () => (await import('./runners/step.ts')).beginStep,
  beginTask: async () => (await import('./runners/step.ts')).beginTask,
  endStep: async () => (await import('./runners/step.ts')).endStep,
  pullImage: async () => (await import('./runners/pull.ts')).pullImage,
  buildImage: async () => (await import('./runners/build.ts')).buildImage,
  importImage: async () => (await import('./runners/import.ts')).importImage,
  createNetwork: async () => (await import('./runners/container.ts')).createNetwork,
  createContainer: async () => (await import('./runners/container.ts')).createContainer,
  copyToContainer: async () => (await import('./runners/copy.ts')).copyToContainer,
  copyFromContainer: async () => (await import('./runners/copy.ts')).copyFromContainer,
  startContainer: async () => (await import('./runners/container.ts')).startContainer,
  execInContainer: async () => (await import('./runners/command.ts')).execInContainer,
  waitForPort: async () => (await import('./runners/wait.ts')).waitForPort,
  collectArtifact: async () => (await import('./runners/artifact.ts')).collectArtifact,
  commitContainer: async () => (await import('./runners/image.ts')).commitContainer,
  tagImage: async () => (await import('./runners/image.ts')).tagImage,
  pushImage: async () => (await import('./runners/push.ts')).pushImage,
  makeFolder: async () => (await import('./runners/scan.ts')).makeFolder,
  scanImage: async () => (await import('./runners/scan.ts')).scanImage,
  readPackages: async () => (await import('./runners/packages.ts')).readPackages,
  uploadPackages: async () => (await import('./runners/packages.ts')).uploadPackages,
  removeResources: async () => (await import('./runners/remove.ts')).removeResources,
};

export function loadRunner<Kind extends OperationKind>(kind: Kind): Promise<Runner<Kind>> {
  return RUNNERS[kind]();
}
