import * as v from 'valibot';

const schema = v.variant('kind', [
  /** A test or a hook begins and has `limit` milliseconds. */
  v.object({ kind: v.literal('began'), name: v.string(), limit: v.number() }),
  v.object({ kind: v.literal('hookEnded') }),
  /** `duration` in milliseconds. */
  v.object({ kind: v.literal('testEnded'), name: v.string(), passed: v.boolean(), duration: v.number() }),
  /** Something besides a failing test that makes the file fail, as a sentence. */
  v.object({ kind: v.literal('problem'), text: v.string() }),
  /** All suites ran. `registered` counts every test of the file, `selected` those that the name filter let through. */
  v.object({
    kind: v.literal('finished'),
    registered: v.number(),
    selected: v.number(),
    skipped: v.number(),
    only: v.number(),
  }),
]);

/** What the process of one test file tells the runner, in this order. */
export type Message = v.InferOutput<typeof schema>;
export type Report = (message: Message) => void;

/** @throws when it is not a message, which means that a test has written to the runner's channel. */
export function parseMessage(value: unknown): Message {
  return v.parse(schema, value);
}
