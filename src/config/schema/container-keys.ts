import * as v from 'valibot';
import { keyText, listOf, mapOf } from './containers.ts';
import { mustBe, wording } from './problem.ts';
import { anything, flag, integer, later, text } from './scalars.ts';

const provisioners = v.pipe(
  mapOf(text),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const [key, value] of dataset.value) {
      if (key === 'shell') continue;
      const path = { type: 'map', origin: 'key', input: dataset.value, key, value } as const;
      const message =
        key === 'salt'
          ? wording('is not supported yet', 'Write a script and name it by "shell"')
          : wording('is no known provisioner', 'Use "shell"');
      addIssue({ message, path: [path] });
    }
  }),
);

const portMap = 'a map of ports';
const ports = v.pipe(
  v.map(integer, v.nullable(integer), mustBe(portMap, 'Write "container port: host port" lines')),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const [key, value] of dataset.value) {
      if (isPort(key) && (value === null || isPort(value))) continue;
      const origin = isPort(key) ? 'value' : 'key';
      const path = { type: 'map', origin, input: dataset.value, key, value } as const;
      addIssue({ message: wording('is no port', 'Use a number from 1 to 65535'), path: [path] });
    }
  }),
);

/** Whether a number is one of a port of TCP. */
export function isPort(value: number): boolean {
  return value >= 1 && value <= 65_535;
}

const textOrInteger = v.lazy((input) => (typeof input === 'number' ? integer : text));

/** A value of `env` may be anything; its name must be one that an environment can hold. */
const environmentName = v.pipe(
  keyText,
  v.regex(/^[^=\0]+$/, wording('is no name of a variable', 'Use a name without "="')),
);

/** Keys that a step's `run` and a service share. */
export const containerKeys = {
  image: v.optional(text),
  cmd: v.optional(text),
  provisioners: v.optional(provisioners),
  shell: v.optional(text),
  cwd: v.optional(text),
  user: v.optional(text),
  hostname: v.optional(text),
  dns: v.optional(listOf(text)),
  dns_search: v.optional(text),
  extra_hosts: v.optional(mapOf(text)),
  env: v.optional(v.map(environmentName, anything, mustBe('a map', 'Write "NAME: value" lines'))),
  files: v.optional(mapOf(text)),
  volumes_from: v.optional(listOf(text)),
  ports: v.optional(ports),
  pull: v.optional(flag),
  systemd: v.optional(later()),
  systemd_cgroup2: v.optional(later()),
  containers: v.optional(listOf(text)),
  'mem-limit': v.optional(textOrInteger),
  'cpu-shares': v.optional(integer),
  'cpu-period': v.optional(integer),
  'cpu-quota': v.optional(integer),
};
