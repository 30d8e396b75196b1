import type { BuildTask } from '../config/build-file.ts';
import { distinctPlatforms, ownAmong } from '../config/platform.ts';
import type { Draft } from './draft.ts';
import { planBuiltImage, type BuildPlace, type PlannedImage } from './image.ts';

/**
 * The platforms that a `build` of a step asks for: all of `platforms`, each once; one, where `--platform` names it or where images
 * for several are not wanted; null: the task asks for an image of one platform.
 */
export function platformsOf({ input }: Draft, { platforms }: BuildTask): readonly string[] | null {
  const [first] = platforms ?? [];
  if (platforms === undefined || first === undefined) return null;
  if (input.flags.platform !== null) return [input.flags.platform];
  const isDisabled = input.flags.isDisableMultiPlatform || input.global['disable-multi-platform'] === true;
  return isDisabled ? [ownPlatform(platforms, input.facts.engine.platform) ?? first] : distinctPlatforms(platforms);
}

/**
 * Plans an image for several platforms: one for each, side by side, which a registry joins. Here it goes by the one for
 * the engine's own platform, else by the first (buildrunner 3.27).
 */
export function planPlatformImages(
  draft: Draft,
  task: BuildTask,
  platforms: readonly string[],
  place: BuildPlace,
): PlannedImage {
  const { platforms: _, ...rest } = task;
  const built = platforms.map((platform, index) => {
    const part = `${place.part} ${platform}`;
    const warnings = index === 0 ? warningsFor(draft, platforms) : [];
    return planBuiltImage(draft, { ...rest, platform }, { ...place, part, isPart: true, warnings });
  });
  const parts = built.map(({ name }, index) => ({ platform: platforms[index] ?? '', image: name }));
  const own = ownAmong(parts, draft.input.facts.engine.platform, ({ platform }) => platform) ?? parts[0];
  return { name: own?.image ?? '', ready: built.flatMap(({ ready }) => ready), parts };
}

function warningsFor({ input }: Draft, platforms: readonly string[]): string[] {
  const { platform: engine } = input.facts.engine;
  const [first = ''] = platforms;
  return [
    ...(input.buildFile['use-legacy-builder'] === true
      ? ['"platforms" needs BuildKit, which builds this image in spite of "use-legacy-builder: true"']
      : []),
    ...(ownPlatform(platforms, engine) === undefined
      ? [`None of its platforms is that of the engine (${engine}); what uses the image here gets that for ${first}`]
      : []),
  ];
}

/** Of a `build` that only one image is wanted of, the task for that: for the given platform, else the engine's own. */
export function forOnePlatform(draft: Draft, task: BuildTask, wanted: string | undefined): BuildTask {
  const { platforms = [], ...rest } = task;
  if (task.platform !== undefined || platforms.length === 0) return rest;
  return { ...rest, platform: ownPlatform(platforms, wanted ?? draft.input.facts.engine.platform) ?? platforms[0] };
}

function ownPlatform(platforms: readonly string[], engine: string): string | undefined {
  return ownAmong(platforms, engine, (platform) => platform);
}
