import { join } from 'node:path';
import { hasSucceeded, type CommandResult, type RunCommand } from '../process/command.ts';
import { chosenContext, dockerConfigurationFolder, type Environment } from './docker-address.ts';
import type { HostFiles } from './host-files.ts';
import { parseJson, textOf } from './json.ts';

/** A builder of buildx, and what that means for the images of the engine. */
export interface Builder {
  readonly name: string;
  readonly kind:
    /** The engine's own, which has all of its images. */
    | 'engine'
    /** One with a store of its own: images go there and come from there as files. */
    | 'apart'
    /** Another engine's own, where the images that it builds stay. */
    | 'elsewhere'
    /** docker has none of that name. */
    | 'missing';
}

/** The builders that a build may use. */
export interface Builders {
  /** The one that docker uses where none is named. */
  readonly current: Builder;
  /** Those that the configuration names, by their names. */
  readonly named: ReadonlyMap<string, Builder>;
}

export interface BuildersQuestion {
  readonly run: RunCommand;
  /** Our own process environment. */
  readonly environment: Environment;
  readonly files: HostFiles;
  /** Milliseconds that docker may take for each answer. */
  readonly timeout: number;
}

/** What docker uses where nobody has chosen another builder. */
const ENGINE_BUILDER: Builder = { name: 'default', kind: 'engine' };

/** Those of a machine where nobody has made any. */
export const NO_BUILDERS: Builders = { current: ENGINE_BUILDER, named: new Map() };

/** Asks docker for the builders of these names, and for the one that it uses unasked, where somebody may have chosen it. */
export async function gatherBuilders(question: BuildersQuestion, names: readonly string[]): Promise<Builders> {
  const [current, ...named] = await Promise.all([
    mayHaveChosen(question) ? askBuilder(question, null) : ENGINE_BUILDER,
    ...names.map(async (name) => [name, await askBuilder(question, name)] as const),
  ]);
  return { current, named: new Map(named) };
}

/**
 * Whether docker may build with another builder than the engine's own where none is named: by the variable and the files
 * that buildx has for it, since asking would take a tenth of a second in every build.
 */
function mayHaveChosen({ environment, files }: BuildersQuestion): boolean {
  if (environment['BUILDX_BUILDER']) return true;
  const folder = environment['BUILDX_CONFIG'] || join(dockerConfigurationFolder(environment), 'buildx');
  const current = parseJson(files.read(join(folder, 'current')) ?? '');
  return textOf(current, 'Name') !== '' || files.list(join(folder, 'defaults')).length > 0;
}

/** What docker says of a builder; null: of the one that it uses unasked. What it says nothing of builds with a store of its own. */
async function askBuilder(question: BuildersQuestion, name: string | null): Promise<Builder> {
  const { run, environment, timeout } = question;
  const words = name === null ? [] : [name];
  const answer = await run({ argv: ['docker', 'buildx', 'inspect', ...words], timeout });
  const asked = name ?? environment['BUILDX_BUILDER'] ?? '';
  if (/no builder .* found/.test(answer.stderr)) return { name: asked, kind: 'missing' };
  const builder = { name: fieldOf(answer, 'Name') ?? asked };
  if (fieldOf(answer, 'Driver') !== 'docker') return { ...builder, kind: 'apart' };
  const context = fieldOf(answer, 'Endpoint') ?? builder.name;
  return { ...builder, kind: (await isOfThisEngine(question, context)) ? 'engine' : 'elsewhere' };
}

/** Whether a context of docker leads to the engine that docker uses, perhaps by another name. */
async function isOfThisEngine({ run, environment, files, timeout }: BuildersQuestion, context: string) {
  const used = environment['DOCKER_HOST'] ? '' : chosenContext(environment, files);
  if (context === (used || 'default')) return true;
  const ask = (...words: readonly string[]) =>
    run({ argv: ['docker', ...words, 'info', '--format', '{{.ID}}'], timeout });
  const [own, other] = await Promise.all([ask(), ask('--context', context)]);
  return hasSucceeded(own) && own.stdout.trim() !== '' && own.stdout === other.stdout;
}

/** The first field of that name. */
function fieldOf({ stdout }: CommandResult, name: string): string | null {
  return new RegExp(`^${name}:\\s*(\\S+)\\s*$`, 'm').exec(stdout)?.[1] ?? null;
}
