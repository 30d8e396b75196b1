import * as v from 'valibot';
import { build } from './build.ts';
import { containerKeys } from './container-keys.ts';
import { either, listOf, section } from './containers.ts';
import { key, requiredKey } from './key.ts';
import { wording } from './problem.ts';
import { flag, ignored, integerWithin, port } from './scalars.ts';
import { keywords } from './shape.ts';

/** Seconds that a port is waited for where the file says nothing (buildrunner 3.27). */
const DEFAULT_TIMEOUT = 600;

const seconds = integerWithin({ minimum: 0 }, 'must not be negative', 'Write a number of seconds');

interface Wait {
  readonly port: number;
  /** Seconds. */
  readonly timeout: number;
}

const waitMap = v.pipe(
  section({
    port: requiredKey(port, { is: 'Port of TCP to wait for.', examples: [5432] }),
    timeout: key(seconds, {
      is: 'Seconds after which the step fails when the port is not open.',
      default: DEFAULT_TIMEOUT,
      examples: [30],
    }),
  }),
  v.transform((given): Wait => ({ port: given.port, timeout: given.timeout ?? DEFAULT_TIMEOUT })),
);

const waitPort = v.pipe(
  port,
  v.transform((number): Wait => ({ port: number, timeout: DEFAULT_TIMEOUT })),
);

/** A port, or a map of `port` and `timeout` in seconds. */
const wait = either((input) => input instanceof Map, waitMap, waitPort);

/** For JSON Schema: which of the two is given, where nothing behind a key counts as not given. */
const given = (name: string) => ({ required: [name], properties: { [name]: { not: { enum: [null, ''] } } } });

/** A service of a `run`. */
export const service = v.pipe(
  section({
    ...containerKeys,
    build: key(build, {
      is: 'Image to build for the service, instead of "image": a folder with a Dockerfile, or a map of keys.',
      examples: ['test/db', { path: 'test/db', target: 'seeded' }],
    }),
    wait_for: key(listOf(wait), {
      is: 'Ports of the service that must be open before the next service, or the step, begins.',
      examples: [[5432], [{ port: 8080, timeout: 30 }]],
    }),
    'inject-ssh-agent': key(flag, {
      is: 'Whether the service gets the ssh agent of the step ("ssh-keys") too.',
      default: false,
      examples: [true],
    }),
    run: key(ignored, { is: 'Accepted and without effect.', examples: [null] }),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { image, build: built } = dataset.value;
    if (image === undefined && built === undefined) {
      addIssue({ message: wording('has neither "image" nor "build"', 'Give it one of the two') });
    }
    if (image !== undefined && built !== undefined) {
      addIssue({ message: wording('has both "image" and "build"', 'Leave one of the two') });
    }
  }),
  keywords({ oneOf: [given('image'), given('build')] }),
);
