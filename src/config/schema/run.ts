import * as v from 'valibot';
import { artifacts, artifactsText } from './artifact.ts';
import { build } from './build.ts';
import { containerKeys } from './container-keys.ts';
import { listOf, mapWith, section, textOrList } from './containers.ts';
import { key } from './key.ts';
import { serviceName } from './names.ts';
import { toItem, toKey, wording } from './problem.ts';
import { flag, text } from './scalars.ts';
import { service } from './service.ts';

const services = v.pipe(
  mapWith({
    key: serviceName,
    value: service,
    kind: 'a map of services',
    next: 'Write each service by its name with a ":" behind it',
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const earlier = new Set<string>();
    for (const [name, keys] of dataset.value) {
      for (const { index, message } of volumeProblems(keys.volumes_from, earlier)) {
        addIssue({ message, path: [toKey(name), toKey('volumes_from'), toItem(index)] });
      }
      earlier.add(name);
    }
  }),
);

/** The `run` of a step. */
export const run = v.pipe(
  section({
    ...containerKeys,
    cmds: key(listOf(text), {
      is: 'Commands that "shell" runs one after the other, each on its own; the first that fails ends the step.',
      examples: [['make', 'make test']],
    }),
    services: key(services, {
      is: 'Containers that run beside the step, by name, started in this order. The step reaches them by their names.',
      examples: [{ db: { image: 'postgres:16', wait_for: [5432] } }],
    }),
    artifacts: key(artifacts, artifactsText),
    'ssh-keys': key(listOf(text), {
      is: 'Aliases of keys (global key "ssh-keys") that an ssh agent holds for the step.',
      examples: [['deploy']],
    }),
    xfail: key(flag, {
      is: 'Whether the commands are expected to fail: then the step fails where they do not.',
      default: false,
      examples: [true],
    }),
    platform: key(text, {
      is: 'Platform of the image. The flag --platform has the last word.',
      otherwise: "the engine's own platform",
      examples: ['linux/arm64'],
    }),
    cap_add: key(textOrList, {
      is: 'Capabilities of Linux that the container gets besides the usual ones.',
      examples: ['SYS_ADMIN', ['NET_ADMIN', 'SYS_PTRACE']],
    }),
    privileged: key(flag, {
      is: 'Whether the container has all rights on the host.',
      default: false,
      examples: [true],
    }),
    'docker-socket': key(flag, {
      is: "Whether the containers of the step get the engine's socket, so that commands can use docker.",
      otherwise: 'what the global key "docker-socket" says',
      examples: [false],
    }),
    'post-build': key(build, {
      is: 'Image to build on top of the container when the commands have passed; for "push" and "commit".',
      examples: ['images/post', { dockerfile: 'CMD ["/app"]' }],
    }),
    'no-cache': key(flag, { is: 'Accepted and without effect.', examples: [true] }),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { volumes_from: list, services: known } = dataset.value;
    for (const { index, message } of volumeProblems(list, new Set(known?.keys()))) {
      addIssue({ message, path: [toKey('volumes_from'), toItem(index)] });
    }
  }),
);

interface VolumeProblem {
  readonly index: number;
  readonly message: string;
}

/** The items of a `volumes_from`, `service[:mode]`, that name no service among those started before. */
function volumeProblems(list: readonly string[] = [], known: ReadonlySet<string>): VolumeProblem[] {
  return list.flatMap((item, index) => {
    const name = item.replace(/:(?:ro|rw)$/, '');
    if (known.has(name)) return [];
    const names = [...known].map((one) => `"${one}"`).join(', ');
    const next = known.size === 0 ? 'Define the service first' : `Name one of ${names}`;
    return [{ index, message: wording(`names "${name}", which is no service that is started before`, next) }];
  });
}
