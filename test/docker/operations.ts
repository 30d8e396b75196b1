import type {
  BuildImage,
  CollectArtifact,
  CreateContainer,
  ExecInContainer,
  Operation,
  Plan,
} from '../../src/plan/operation.ts';

/** What all operations have, with the least that one can say. */
export function common(id: string, dependsOn: readonly string[] = [], follows: readonly string[] = []) {
  return { id, step: 'a', dependsOn, follows, cause: 'a test' };
}

export function container(given: Partial<CreateContainer> = {}): CreateContainer {
  return {
    ...common('a/create'),
    ...{ kind: 'createContainer', name: 'one', role: 'step', image: 'base', labels: new Map(), command: null },
    ...{ hasTerminal: false, environment: new Map(), network: null, dns: [], dnsSearch: [], extraHosts: [] },
    ...{ ports: [], mounts: [], volumesFrom: [], isPrivileged: false, addedCapabilities: [], securityOptions: [] },
    ...given,
  };
}

export function exec(given: Partial<ExecInContainer> = {}): ExecInContainer {
  return {
    ...common('a/command-1'),
    ...{ kind: 'execInContainer', container: 'one', speaker: { kind: 'step' }, argv: ['/bin/sh', '-xc', 'true'] },
    ...{ environment: new Map(), shown: 'true', isBackground: false },
    ...given,
  };
}

export function build(given: Partial<BuildImage> = {}): BuildImage {
  return {
    ...common('a/build'),
    ...{ kind: 'buildImage', image: 'made', context: '/c', dockerfile: { path: '/c/Dockerfile' } },
    ...{
      buildArguments: new Map(),
      isLoaded: true,
      isPulled: false,
      isUncached: false,
      builder: 'buildkit',
      builderName: null,
    },
    ...{ isPart: false, images: new Map(), isApart: false, localImages: [] },
    ...{ injections: [], secrets: [], cacheFrom: [], cacheTo: [], warnings: [] },
    ...given,
  };
}

export function artifact(pattern: string, given: Partial<CollectArtifact> = {}): CollectArtifact {
  return {
    ...common(`a/collect ${pattern}`),
    ...{ kind: 'collectArtifact', container: 'one', pattern, shell: '/bin/sh', properties: null, isListed: true },
    ...{ rename: null, packing: { kind: 'archive', type: 'tar', compression: 'gz', name: null, suffix: '.tar.gz' } },
    ...given,
  };
}

export function planOf(operations: readonly Operation[], resultsDirectory = '/results'): Plan {
  return { buildId: 'BUILD', operations, steps: [{ name: 'a', tasks: ['run'] }], resultsDirectory };
}
