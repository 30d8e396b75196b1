import type { BuildImage } from '../plan/operation.ts';
import { dockerCommand, onlyIf, flag, flags, type DockerCommand } from './command.ts';
import { isReadByCli } from './environment.ts';

/** Where a builder finds an image, as `docker build --build-context` takes it; undefined: by its name. */
export type AddressOf = (image: string) => string | undefined;

/**
 * Builds an image and names it. Both builders write what they do line by line. Values of build arguments travel by the
 * CLI's own environment, but for those that the CLI would read itself (HTTP_PROXY …), which stand in argv.
 *
 * @param addressOf for images that a builder is given, which does not see those of the engine.
 */
export function toBuildImageCommand(operation: BuildImage, addressOf: AddressOf = () => undefined): DockerCommand {
  const input = toInput(operation);
  const words = [
    ...(operation.builder === 'legacy' ? LEGACY : operation.isLoaded ? LOADED : BUILT),
    ...flag('--builder', operation.builderName ?? undefined),
    ...flag('--tag', operation.isLoaded ? operation.image : undefined),
    ...flag('--target', operation.target),
    ...flag('--platform', operation.platform),
    ...flags(
      '--build-context',
      contextsOf(operation).map(([name, image]) => `${name}=${addressOf(image) ?? `docker-image://${image}`}`),
    ),
    ...onlyIf(operation.isPulled, '--pull'),
    ...onlyIf(operation.isUncached, '--no-cache'),
    ...flags(
      '--build-arg',
      [...operation.buildArguments].map(([name, value]) => toArgument(name, value)),
    ),
    ...flags('--secret', operation.secrets),
    ...flags('--cache-from', operation.cacheFrom),
    ...flags('--cache-to', operation.cacheTo),
    ...input.words,
  ];
  const values = [...operation.buildArguments].filter(([name]) => !isReadByCli(name));
  const own = [...(operation.builder === 'legacy' ? [['DOCKER_BUILDKIT', '0'] as const] : []), ...values];
  return {
    ...dockerCommand(...words),
    ...input.stdin,
    ...(own.length === 0 ? {} : { processEnvironment: Object.fromEntries(own) }),
  };
}

/** The images that a builder is given as files, since it does not see those of the engine; each once. */
export function givenImages(operation: BuildImage): string[] {
  if (!operation.isApart) return [];
  return [...new Set(contextsOf(operation).map(([, image]) => image))];
}

/** What stands for names of the Dockerfile; images of the engine do by their own. */
function contextsOf({ images, localImages }: BuildImage): (readonly [string, string])[] {
  return [...images, ...localImages.map(({ name }) => [name, name] as const)];
}

/** Attestations would turn the image into an index, which the classic image store does not take. */
const BUILDKIT = ['--provenance=false', '--progress', 'plain'];
const LOADED = ['buildx', 'build', '--load', ...BUILDKIT];
const BUILT = ['buildx', 'build', '--output', 'type=cacheonly', ...BUILDKIT];
/** Its containers are removed also when an instruction fails. */
const LEGACY = ['build', '--force-rm'];

function toArgument(name: string, value: string): string {
  return isReadByCli(name) ? `${name}=${value}` : name;
}

interface Input {
  readonly words: readonly string[];
  readonly stdin: Pick<DockerCommand, 'environmentText' | 'inputFile'>;
}

/** The same build of a folder that holds what is injected, too. */
export function inFolder(operation: BuildImage, folder: string): BuildImage {
  const { dockerfile } = operation;
  const found = 'isInContext' in dockerfile ? { path: `${folder}/Dockerfile` } : dockerfile;
  return { ...operation, context: folder, injections: [], dockerfile: found };
}

/** The Dockerfile and the context; without a context, the Dockerfile on standard input is all there is. */
function toInput({ context, dockerfile }: BuildImage): Input {
  if ('text' in dockerfile) {
    const words = context === null ? ['-'] : ['--file', '-', context];
    return { words, stdin: { environmentText: dockerfile.text } };
  }
  if ('isInContext' in dockerfile) return { words: [context ?? '-'], stdin: {} };
  if (context === null) return { words: ['-'], stdin: { inputFile: dockerfile.path } };
  return { words: ['--file', dockerfile.path, context], stdin: {} };
}
