import { toPlainPlatform } from '../config/platform.ts';
import type { Draft, TaggedImage } from './draft.ts';

/** Who asks for an image that this build has made. */
export interface PlatformWish {
  /** The image, as it is written. */
  readonly name: string;
  /** Undefined: the engine's own. */
  readonly platform: string | undefined;
  /** Where it is written. */
  readonly path: readonly (string | number)[];
}

/** What an image that this build has made goes by for a platform. That it is not made for it is a problem of the draft. */
export function imageFor(draft: Draft, made: TaggedImage, { name, platform, path }: PlatformWish): string {
  if (made.parts.length === 0 || platform === undefined) return made.image;
  const part = made.parts.find((one) => toPlainPlatform(one.platform) === toPlainPlatform(platform));
  if (part !== undefined) return part.image;
  const platforms = made.parts.map((one) => one.platform).join(' and ');
  const message = `"${name}" is wanted for ${platform}, and step "${made.step}" makes it for ${platforms} only`;
  draft.problem(path, message, `Add the platform to "platforms" of step "${made.step}"`);
  return made.image;
}
