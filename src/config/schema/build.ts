import * as v from 'valibot';
import { either, listOf, mapOf, orNothing, section } from './containers.ts';
import { key } from './key.ts';
import { mustBe } from './problem.ts';
import { anything, flag, text, textAs } from './scalars.ts';
import { shape } from './shape.ts';

/** Options of a cache of BuildKit by name, or as the one text that docker takes. */
const cache = either((input) => input instanceof Map, mapOf(text), textAs('a text or a map'));

/** The same, or a list: all of its items maps, or all of them texts. */
const cacheSource = either(
  Array.isArray,
  either((input) => Array.isArray(input) && input[0] instanceof Map, listOf(mapOf(text)), listOf(text)),
  either((input) => input instanceof Map, mapOf(text), textAs('a text, a map or a list')),
);

const buildMap = section({
  path: key(text, {
    is: 'Folder with the files that the image is built from, relative to the build directory.',
    otherwise: 'only the Dockerfile and what "inject" names',
    examples: ['.', 'images/web'],
  }),
  dockerfile: key(text, {
    is:
      'The Dockerfile: a path relative to the build directory, or where no such file is, the text of a Dockerfile ' +
      'itself.',
    otherwise: 'the file "Dockerfile" in the folder of "path"',
    examples: ['images/web/Dockerfile', 'FROM busybox:latest\nRUN touch /made\n'],
  }),
  target: key(text, {
    is: 'Stage of the Dockerfile to build.',
    otherwise: 'the last stage',
    examples: ['test'],
  }),
  platform: key(text, {
    is: 'Platform to build for. The flag --platform has the last word.',
    otherwise: "the engine's own platform",
    examples: ['linux/arm64'],
  }),
  platforms: key(listOf(text), {
    is:
      'Platforms to build for; the image that is pushed holds all of them. Not together with "platform", "import", or ' +
      'a "run" in the same step.',
    otherwise: 'an image for one platform',
    examples: [['linux/amd64', 'linux/arm64']],
  }),
  pull: key(flag, {
    is: 'Whether to pull the images that the Dockerfile builds on, also where the engine has them.',
    otherwise: 'pulled, unless an earlier step has made them',
    examples: [false],
  }),
  'no-cache': key(flag, {
    is: 'Whether to build every layer anew.',
    default: false,
    examples: [true],
  }),
  buildargs: key(mapOf(anything), {
    is: 'Values for ARG in the Dockerfile. DOCKER_REGISTRY is always among them.',
    examples: [{ VERSION: '1.2', DEBUG: true }],
  }),
  inject: key(mapOf(orNothing(text)), {
    is:
      'Files and folders of the build directory that are laid over "path": a pattern, and where in the image\'s ' +
      'files it goes. A destination that ends in "/" is a folder.',
    examples: [{ 'dist/*.jar': 'app/', 'conf/web.conf': 'etc/web.conf' }],
  }),
  import: key(text, {
    is: 'Archive of a file system (docker export) or of one image (docker save) that becomes the image; nothing else is built.',
    examples: ['buildrunner.results/rootfs/rootfs.tar'],
  }),
  secrets: key(listOf(text), {
    is: 'Secrets for RUN --mount=type=secret, as docker build --secret takes them. Not with the legacy builder.',
    examples: [['id=token,env=TOKEN', 'id=npmrc,src=.npmrc']],
  }),
  cache_from: key(cacheSource, {
    is: 'Where BuildKit looks for layers that were built elsewhere; a list of texts names images.',
    examples: ['type=registry,ref=cache.example.com/web', { type: 'local', src: '/var/cache/web' }, ['web:latest']],
  }),
  cache_to: key(cache, {
    is: 'Where BuildKit puts its layers for others.',
    examples: ['type=registry,ref=cache.example.com/web', { type: 'local', dest: '/var/cache/web' }],
  }),
});

const buildPath = v.pipe(
  v.string(mustBe('a text or a map', 'Name a folder with a Dockerfile, or write "key: value" lines')),
  shape({ kind: 'text' }),
  v.transform((path: string): v.InferOutput<typeof buildMap> => ({ path })),
);

/** The `build` of a step or service: a map, or a text that is its `path`. */
export const build = either((input) => input instanceof Map, buildMap, buildPath);
