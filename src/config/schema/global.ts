import * as v from 'valibot';
import { listOf, mapOf, section } from './containers.ts';
import { mustBe } from './problem.ts';
import { anything, decimal, flag, text } from './scalars.ts';

const sshKey = section({
  file: v.optional(text),
  key: v.optional(text),
  password: v.optional(text),
  'prompt-password': v.optional(flag),
  aliases: v.optional(listOf(text)),
});

const textOrMap = v.lazy((input) => (input instanceof Map ? mapOf(anything) : text));

const buildCache = section({
  builders: v.optional(listOf(text)),
  from: v.optional(textOrMap),
  to: v.optional(textOrMap),
});

const securityScan = section({
  enabled: v.optional(flag),
  scanner: v.optional(text),
  version: v.optional(text),
  'cache-dir': v.optional(text),
  config: v.optional(mapOf(anything)),
  'max-score-threshold': v.optional(decimal),
});

const github = section({
  endpoint: v.optional(text),
  version: v.optional(text),
  username: v.optional(text),
  app_token: v.optional(text),
});

/** Platform to one builder, or to several. */
const builders = mapOf(v.lazy((input) => (Array.isArray(input) ? listOf(text) : text)));

/** One global configuration file. Keys that nothing runs yet are checked, so that a shared file stays good for later. */
export const globalFile = section({
  env: v.optional(mapOf(anything)),
  'build-servers': v.optional(mapOf(listOf(text))),
  'ssh-keys': v.optional(v.lazy((input) => (input instanceof Map ? sshKey : listOf(sshKey)))),
  'local-files': v.optional(v.map(v.string(), text, mustBe('a map of aliases', 'Write "alias: path" lines'))),
  'caches-root': v.optional(text),
  'docker-registry': v.optional(text),
  'docker-socket': v.optional(flag),
  'temp-dir': v.optional(text),
  'disable-multi-platform': v.optional(flag),
  'build-registry': v.optional(text),
  'platform-builders': v.optional(builders),
  'docker-build-cache': v.optional(buildCache),
  'security-scan': v.optional(securityScan),
  github: v.optional(mapOf(github)),
});
