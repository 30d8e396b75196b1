import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { pullImage } from '../../../src/execute/runners/pull.ts';
import type { PullImage } from '../../../src/plan/operation.ts';
import { memoryContext } from '../context.ts';
import { COMMON, failureOf, IMAGE, succeeded } from './rig.ts';

const s = suite('fetching images', { timeout: 60_000 });

function pull(image: string, policy: PullImage['policy']): PullImage {
  return { ...COMMON, id: `/pull ${image}`, kind: 'pullImage', step: null, image, policy };
}

s('pulls nothing where an image that may be old is there', async () => {
  const context = memoryContext();
  succeeded(await pullImage(pull(IMAGE, 'missing'), context));
  assert.equal(context.events, []);
});

for (const policy of ['always', 'missing'] as const) {
  s(`tries again and says that an image cannot be pulled (${policy})`, async () => {
    const context = memoryContext();
    // Nothing listens there.
    const failure = failureOf(await pullImage(pull('127.0.0.1:9/no-such-image:1', policy), context));
    assert.is(failure.kind, 'engine');
    assert.match(failure.summary, /^Image "127.0.0.1:9\/no-such-image:1" could not be pulled: /);
    assert.equal(
      context.events.map(({ kind }) => kind),
      ['operationStarted', 'warned', 'warned', 'operationFinished'],
    );
    assert.equal(
      context.events.flatMap((event) => (event.kind === 'warned' ? event.text : [])),
      [1, 2].map(
        (number) =>
          'Image "127.0.0.1:9/no-such-image:1" could not be pulled: the registry cannot be reached from the engine; ' +
          `trying again in ${number === 1 ? 1 : 3} s (${number} of 2)`,
      ),
    );
  });
}

s.run();
