import { anyMap, either, keyText, listOf, mapOf, mapWith, oneOrList, section, textOrList } from './containers.ts';
import { key } from './key.ts';
import { redirect } from './redirect.ts';
import { anything, flag, text, textAs } from './scalars.ts';
import { scanKeys } from './security-scan.ts';

/** What holds where a global file does not say it (buildrunner 3.27). */
export const GLOBAL_DEFAULTS = {
  'docker-registry': 'docker.io',
  'caches-root': '~/.buildrunner/caches',
  'docker-socket': true,
} as const;

const sshKey = section({
  file: key(text, { is: 'Path of a private key.', examples: ['~/.ssh/id_ed25519'] }),
  key: key(text, { is: 'A private key itself, instead of "file".', examples: ['{{ env.DEPLOY_KEY }}'] }),
  password: key(text, {
    is: 'Password of the key.',
    otherwise: 'the key has none',
    examples: ['{{ env.DEPLOY_KEY_PASSWORD }}'],
  }),
  'prompt-password': key(flag, {
    is: 'Whether to ask for the password on the terminal.',
    default: false,
    examples: [true],
  }),
  aliases: key(listOf(text), { is: 'Names that steps ask for the key by.', examples: [['deploy']] }),
});

const textOrMap = either((input) => input instanceof Map, anyMap, textAs('a text or a map'));

const buildCache = section({
  builders: key(listOf(text), {
    is: 'Builders that the cache is used with.',
    otherwise: 'all of them',
    examples: [['remote']],
  }),
  from: key(textOrMap, {
    is: 'Default of "cache_from" in builds.',
    examples: ['type=registry,ref=cache.example.com/web', { type: 'local', src: '/var/cache/build' }],
  }),
  to: key(textOrMap, {
    is: 'Default of "cache_to" in builds.',
    examples: ['type=registry,ref=cache.example.com/web', { type: 'local', dest: '/var/cache/build' }],
  }),
});

const github = section({
  endpoint: key(text, { is: 'Address of the API; it must be given.', examples: ['https://api.github.com'] }),
  version: key(text, { is: 'Version of the API.', otherwise: 'none in the address', examples: ['v3'] }),
  username: key(text, { is: 'User of the API.', otherwise: '$USER, else $LOGNAME', examples: ['ci'] }),
  app_token: key(text, { is: 'Token of the user.', default: '', examples: ['{{ env.GITHUB_TOKEN }}'] }),
});

/** Platform to one builder, or to several. */
const builders = mapWith({
  key: keyText,
  value: textOrList,
  kind: 'a map of platforms',
  next: 'Write "platform: builder" lines',
});

/** One global configuration file. Keys that nothing runs yet are checked, so that a shared file stays good for later. */
export const globalFile = section({
  env: key(mapOf(anything), {
    is: 'Variables for templates and for the environment of all containers.',
    examples: [{ TEAM: 'web', HTTP_PROXY: 'http://proxy.example.com:3128' }],
  }),
  'docker-registry': key(text, {
    is: 'Registry that images come from: DOCKER_REGISTRY in templates and in every Dockerfile.',
    default: GLOBAL_DEFAULTS['docker-registry'],
    examples: ['docker-mirror.example.com'],
  }),
  'docker-socket': key(flag, {
    is: "Whether containers get the engine's socket, so that commands can use docker.",
    default: GLOBAL_DEFAULTS['docker-socket'],
    examples: [false],
  }),
  'local-files': key(
    mapWith({ key: keyText, value: text, kind: 'a map of aliases', next: 'Write "alias: path" lines' }),
    {
      is: 'Files of this machine that build files may mount by an alias: a path, or the content itself.',
      examples: [{ settings: '~/.m2/settings.xml' }],
    },
  ),
  'caches-root': key(text, {
    is: 'Folder that holds the caches of steps.',
    default: GLOBAL_DEFAULTS['caches-root'],
    examples: ['/var/cache/buildrunner'],
  }),
  'temp-dir': key(text, {
    is: 'Folder for temporary files.',
    otherwise: '$BUILDRUNNER_TEMPDIR, else the folder of the system',
    examples: ['/var/tmp'],
  }),
  'build-servers': key(mapOf(listOf(text)), {
    is: 'Hosts for "remote" steps: user@host, and the aliases that build files name it by.',
    examples: [{ 'ci@build.example.com': ['builder'] }],
  }),
  'ssh-keys': key(oneOrList(sshKey), {
    is: 'Private keys that steps may ask for by an alias: a map, or a list of them.',
    examples: [[{ file: '~/.ssh/id_ed25519', aliases: ['deploy'] }]],
  }),
  'disable-multi-platform': key(flag, {
    is: 'Whether images for several platforms are built for one only.',
    default: false,
    examples: [true],
  }),
  'build-registry': key(text, {
    is: 'Without effect: the parts of an image for several platforms need no registry on their way.',
    default: 'local',
    examples: ['registry.example.com/build'],
  }),
  'platform-builders': key(builders, {
    is: 'Builders of buildx by platform: one, or several to choose from.',
    otherwise: 'the current builder',
    examples: [{ 'linux/arm64': 'arm-builder', 'linux/amd64': ['one', 'two'] }],
  }),
  'docker-build-cache': key(buildCache, {
    is: 'Caches of BuildKit for all builds.',
    examples: [{ builders: ['remote'], from: 'type=registry,ref=cache.example.com/web' }],
  }),
  'security-scan': key(section(scanKeys), {
    is: 'Scan of images that are pushed.',
    examples: [{ enabled: true, 'max-score-threshold': 9 }],
  }),
  github: key(mapOf(github), {
    is: 'Servers of GitHub by alias, for "redirect: github://ALIAS/...".',
    examples: [{ company: { endpoint: 'https://git.example.com/api', version: 'v3', app_token: '{{ env.TOKEN }}' } }],
  }),
  redirect,
});
