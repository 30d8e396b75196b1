import type { BuildTask, GlobalConfiguration } from '../config/build-file.ts';
import { toPlainPlatform } from '../config/platform.ts';
import type { Builder } from '../facts/facts.ts';
import type { Draft } from './draft.ts';
import { isBuildx, type BuildPlace } from './image.ts';
import { buildsOf, type PlanInput } from './input.ts';

/** What builds an image. */
export interface ChosenBuilder {
  /** The builder of buildx; null: docker's current one. */
  readonly name: string | null;
  /** It does not see the images of the engine. */
  readonly isApart: boolean;
}

/** The builders that builds of the steps may be given by name, each once. */
export function namedBuilders(
  input: Pick<PlanInput, 'buildFile' | 'selectedSteps' | 'flags' | 'global'>,
  enginePlatform: string,
): string[] {
  const { buildFile, flags, global } = input;
  const isAlways = buildFile['use-legacy-builder'] === false;
  const builds = buildsOf(input).filter(({ platforms = [] }) => isAlways || platforms.length > 0);
  const platformsOf = ({ platform, platforms = [] }: BuildTask) =>
    platforms.length > 0 ? platforms : [platform ?? enginePlatform];
  const wanted = flags.platform === null ? builds.flatMap(platformsOf) : builds.flatMap(() => flags.platform ?? []);
  return [...new Set(wanted.flatMap((platform) => listedBuilders(global, platform)))];
}

/** The builders that the global file names for a platform. */
function listedBuilders(global: GlobalConfiguration, platform: string): readonly string[] {
  const wanted = toPlainPlatform(platform);
  const entries = [...(global['platform-builders'] ?? [])];
  return entries.find(([key]) => toPlainPlatform(key) === wanted)?.[1] ?? [];
}

/**
 * The builder for a platform that the global file names; of several, one that this build keeps to. One that cannot build
 * for this engine is a problem of the draft.
 */
export function chooseBuilder(draft: Draft, platform: string | undefined, place: BuildPlace): ChosenBuilder {
  const { global, facts } = draft.input;
  const wanted = toPlainPlatform(platform ?? facts.engine.platform);
  const listed = isBuildx(draft, place) ? listedBuilders(global, wanted) : [];
  const name = listed.length === 0 ? null : (listed[draft.lot(wanted) % listed.length] ?? null);
  const builder = name === null ? facts.builders.current : facts.builders.named.get(name);
  if (builder !== undefined) judge(draft, builder, { isNamed: name !== null, platform: wanted, place });
  return { name, isApart: builder?.kind === 'apart' };
}

function judge(
  draft: Draft,
  { name, kind }: Builder,
  { isNamed, platform, place }: { readonly isNamed: boolean; readonly platform: string; readonly place: BuildPlace },
): void {
  if (kind === 'engine' || kind === 'apart') return;
  const subject = isNamed ? `Builder "${name}" of "platform-builders" for ${platform}` : `Docker's builder "${name}"`;
  const other = isNamed
    ? 'name one that "docker buildx ls" lists'
    : 'choose another (BUILDX_BUILDER, "docker buildx use")';
  const [fault, next] =
    kind === 'missing'
      ? ['is not there', `Make it with "docker buildx create --name ${name}"`]
      : [
          'is that of another engine, which would keep the image',
          `Make one that gives its images away with "docker buildx create --driver docker-container ${name}"`,
        ];
  const message = `${subject} ${fault}`;
  // All builds that it would build have the same one.
  if (draft.problems.some((problem) => problem.message === message)) return;
  draft.problem(place.path, message, `${next}, or ${other}`);
}
