import * as v from 'valibot';
import { either, keyText, listOf, mapOf, mapWith, orNothing, textOrList } from './containers.ts';
import { isYamlFloat } from '../yaml/value.ts';
import { key } from './key.ts';
import { wording } from './problem.ts';
import { anything, flag, integer, port, text, textAs } from './scalars.ts';
import { keywords } from './shape.ts';

const PROVISIONERS = ['shell', 'salt'];

const provisioners = mapWith({
  key: v.pipe(
    keyText,
    v.check((name) => PROVISIONERS.includes(name), wording('is no known provisioner', 'Use "shell"')),
    keywords({ enum: PROVISIONERS }),
  ),
  value: text,
});

/** Values of `env` may be anything; a name must be one that an environment can hold. */
const environment = mapWith({
  key: v.pipe(
    keyText,
    v.regex(/^[^=\0]+$/, wording('is no name of a variable', 'Use a name without "="')),
    keywords({ pattern: '^[^=]+$' }),
  ),
  value: anything,
  next: 'Write "NAME: value" lines',
});

const ports = mapWith({
  key: port,
  value: orNothing(port),
  kind: 'a map of ports',
  next: 'Write "container port: host port" lines',
});

/** As in buildrunner 3.27, where `true` counts as 1. */
function isNumber(input: unknown): boolean {
  return ['number', 'bigint', 'boolean'].includes(typeof input) || isYamlFloat(input);
}

/** An empty name is the same as none (buildrunner 3.27), as when a template has nothing to say. */
const image = v.pipe(
  text,
  v.transform((name): string | undefined => (name === '' ? undefined : name)),
);

const textOrInteger = either((input) => isNumber(input), integer, textAs('a text or an integer'));

/** Names of caches to a path, or a path to names. */
const caches = mapWith({
  key: keyText,
  value: textOrList,
  kind: 'a map of caches',
  next: 'Write "name: path" lines',
});

/** Keys that a step's `run` and a service share. */
export const containerKeys = {
  image: key(image, {
    is: 'Image that the container runs. It is pulled, unless an earlier step has made it.',
    otherwise: 'the image that "build" makes',
    examples: ['busybox:latest', '{{ DOCKER_REGISTRY }}/node:20'],
  }),
  cmd: key(text, {
    is: 'Command that "shell" runs in the container, as SHELL -xc COMMAND.',
    otherwise: 'the command of the image',
    examples: ['make test'],
  }),
  provisioners: key(provisioners, {
    is: 'What prepares the container before its commands: "shell" names a script of the build directory.',
    examples: [{ shell: 'test/prepare.sh' }],
  }),
  shell: key(text, {
    is: 'Shell for the commands, a path in the container.',
    default: '/bin/sh',
    examples: ['/bin/bash'],
  }),
  cwd: key(text, {
    is: 'Working directory of the container.',
    otherwise: '"/source" in a step, the one of the image in a service',
    examples: ['/source/web'],
  }),
  user: key(text, {
    is: 'User, and after a colon the group, that the container runs as: names or numbers, in quotes.',
    otherwise: 'the user of the image',
    examples: ['1000:1000'],
  }),
  hostname: key(text, { is: 'Name of the container to itself and to others.', examples: ['web'] }),
  dns: key(listOf(text), {
    is: 'Addresses of name servers for the container.',
    otherwise: "the engine's name servers",
    examples: [['192.0.2.1']],
  }),
  dns_search: key(text, {
    is: 'Domains in which short names are looked up, with a comma between them.',
    examples: ['example.com,example.org'],
  }),
  extra_hosts: key(mapOf(text), {
    is: 'Names of hosts and their addresses; a service that runs already may stand for its address.',
    examples: [{ 'db.example.com': '192.0.2.7' }],
  }),
  env: key(environment, {
    is: 'Environment of the container. Nothing as a value takes the variable away.',
    examples: [{ MODE: 'test', RETRIES: 3 }],
  }),
  files: key(mapOf(text), {
    is:
      'Files and folders to mount: an alias of the global key "local-files" or a path of the build directory, and ' +
      'the path in the container, with ":rw" behind it if it is to be written.',
    examples: [{ 'conf/web.conf': '/etc/web.conf', settings: '/root/.m2/settings.xml:ro' }],
  }),
  volumes_from: key(listOf(text), {
    is: 'Earlier services of the step whose volumes the container gets, with ":ro" or ":rw" behind the name.',
    examples: [['data:ro']],
  }),
  ports: key(ports, {
    is: 'Ports to publish on the host: the port in the container, and that on the host or nothing for any.',
    examples: [{ '8080': 18_080, '5432': null }],
  }),
  pull: key(flag, {
    is: 'Whether to pull the image also where the engine has it.',
    otherwise: 'pulled, unless an earlier step has made it',
    examples: [false],
  }),
  systemd: key(flag, {
    is: 'Whether the image starts systemd; the container is then set up for it.',
    otherwise: 'what the label BUILDRUNNER_SYSTEMD of the image says',
    examples: [true],
  }),
  systemd_cgroup2: key(flag, {
    is: 'Whether systemd in the image uses version 2 of control groups.',
    otherwise: 'what the label BUILDRUNNER_SYSTEMD_CGROUP2 of the image says',
    examples: [true],
  }),
  containers: key(listOf(text), {
    is: 'Names or labels of containers that the commands start, to be removed with the step.',
    examples: [['testdb', 'org.testcontainers']],
  }),
  caches: key(caches, {
    is:
      'Folders that are kept from build to build: a name and a path in the container, or a path and the names it is ' +
      'looked for under.',
    examples: [{ m2: '/root/.m2' }, { '/root/.m2': ['m2-{{ checksum("pom.xml") }}', 'm2-'] }],
  }),
  'mem-limit': key(textOrInteger, {
    is: 'Most memory that the container may use, in bytes or with a unit.',
    otherwise: 'no limit',
    examples: ['512m', 536_870_912],
  }),
  'cpu-shares': key(integer, {
    is: 'Share of the processors when they are busy, relative to 1024.',
    otherwise: '1024',
    examples: [512],
  }),
  'cpu-period': key(integer, {
    is: 'Period of "cpu-quota" in microseconds.',
    otherwise: "the engine's own, 100000",
    examples: [100_000],
  }),
  'cpu-quota': key(integer, {
    is: 'Microseconds of processor time that the container may use in each period.',
    otherwise: 'no limit',
    examples: [50_000],
  }),
};
