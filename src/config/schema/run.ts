import * as v from 'valibot';
import { artifacts } from './artifact.ts';
import { containerKeys } from './container-keys.ts';
import { listOf, section, textOrList } from './containers.ts';
import { mustBe, wording } from './problem.ts';
import { serviceName } from './names.ts';
import { flag, ignored, later, text } from './scalars.ts';
import { service } from './service.ts';

const services = v.pipe(
  v.map(serviceName, service, mustBe('a map of services', 'Write each service by its name with a ":" behind it')),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const earlier: string[] = [];
    for (const [name, keys] of dataset.value) {
      for (const [index, value] of (keys.volumes_from ?? []).entries()) {
        const message = volumesProblem(value, earlier);
        if (message === null) continue;
        const list = [...(keys.volumes_from ?? [])];
        const inMap = { type: 'map', origin: 'value', input: dataset.value, key: name, value: keys } as const;
        const inKeys = { type: 'object', origin: 'value', input: keys, key: 'volumes_from', value: list } as const;
        addIssue({
          message,
          path: [inMap, inKeys, { type: 'array', origin: 'value', input: list, key: index, value }],
        });
      }
      earlier.push(name);
    }
  }),
);

/** The `run` of a step. */
export const run = v.pipe(
  section({
    ...containerKeys,
    cmds: v.optional(listOf(text)),
    xfail: v.optional(flag),
    services: v.optional(services),
    artifacts: v.optional(artifacts),
    platform: v.optional(text),
    cap_add: v.optional(textOrList),
    privileged: v.optional(flag),
    'docker-socket': v.optional(flag),
    'no-cache': v.optional(ignored),
    caches: v.optional(later()),
    'ssh-keys': v.optional(later()),
    'post-build': v.optional(later()),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { volumes_from: list = [], services: known } = dataset.value;
    for (const [index, value] of list.entries()) {
      const message = volumesProblem(value, [...(known?.keys() ?? [])]);
      if (message === null) continue;
      const inKeys = {
        type: 'object',
        origin: 'value',
        input: dataset.value,
        key: 'volumes_from',
        value: list,
      } as const;
      addIssue({ message, path: [inKeys, { type: 'array', origin: 'value', input: list, key: index, value }] });
    }
  }),
);

/** What is wrong with an item of `volumes_from`, `service[:mode]`; null where nothing is. */
function volumesProblem(item: string, known: readonly string[]): string | null {
  const name = item.replace(/:(?:ro|rw)$/, '');
  if (known.includes(name)) return null;
  const list = known.map((one) => `"${one}"`).join(', ');
  return wording(
    `names "${name}", which is no service that is started before`,
    known.length === 0 ? 'Define the service first' : `Name one of ${list}`,
  );
}
