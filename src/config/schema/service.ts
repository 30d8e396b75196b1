import * as v from 'valibot';
import { build } from './build.ts';
import { containerKeys, isPort } from './container-keys.ts';
import { listOf, section } from './containers.ts';
import { wording } from './problem.ts';
import { ignored, integer, later } from './scalars.ts';

/** Seconds that a port is waited for where the file says nothing (buildrunner 3.27). */
const DEFAULT_TIMEOUT = 600;

const port = v.pipe(integer, v.check(isPort, wording('is no port', 'Use a number from 1 to 65535')));
const seconds = v.pipe(integer, v.minValue(0, wording('must not be negative', 'Write a number of seconds')));

const waitMap = v.pipe(
  section({
    port,
    timeout: v.optional(seconds),
  }),
  v.transform((given) => ({ port: given.port, timeout: given.timeout ?? DEFAULT_TIMEOUT })),
);

const waitPort = v.pipe(
  port,
  v.transform((number) => ({ port: number, timeout: DEFAULT_TIMEOUT })),
);

/** A port, or a map of `port` and `timeout` in seconds. */
const wait = v.lazy((input) => (input instanceof Map ? waitMap : waitPort));

/** A service of a `run`. */
export const service = v.pipe(
  section({
    ...containerKeys,
    build: v.optional(build),
    wait_for: v.optional(listOf(wait)),
    'inject-ssh-agent': v.optional(later()),
    caches: v.optional(ignored),
    run: v.optional(ignored),
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
);
