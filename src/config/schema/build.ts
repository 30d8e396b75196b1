import * as v from 'valibot';
import { mapOf, section } from './containers.ts';
import { mustBe } from './problem.ts';
import { anything, flag, later, text } from './scalars.ts';

const buildMap = section({
  path: v.optional(text),
  dockerfile: v.optional(text),
  target: v.optional(text),
  platform: v.optional(text),
  pull: v.optional(flag),
  'no-cache': v.optional(flag),
  buildargs: v.optional(mapOf(anything)),
  platforms: v.optional(later()),
  inject: v.optional(later()),
  import: v.optional(later()),
  cache_from: v.optional(later()),
  cache_to: v.optional(later()),
  secrets: v.optional(later()),
});

const buildPath = v.pipe(
  v.string(mustBe('a text or a map', 'Name a folder with a Dockerfile, or write "key: value" lines')),
  v.transform((path) => ({ path })),
);

/** The `build` of a step or service: a map, or a text that is its `path`. */
export const build = v.lazy((input) => (input instanceof Map ? buildMap : buildPath));
