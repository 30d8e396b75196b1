import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  parseIndexedDigests,
  parsePushedDigest,
  parsePushProgress,
  parseRegistryDigest,
  parseRepositoryDigests,
  toAliasCommand,
  toJoinCommand,
  toPushCommand,
  toRegistryDigestCommand,
} from '../../src/docker/push.ts';

const s = suite('docker commands for pushes');

const DIGEST = `sha256:${'0a'.repeat(32)}`;

s('a push, an alias, a join, and the question to the registry', () => {
  assert.equal(toPushCommand('r:1').argv, ['docker', 'push', 'r:1']);
  assert.equal(toAliasCommand({ repository: 'h:5000/r', digest: DIGEST, tags: ['a', 'b'] }).argv, [
    ...['docker', 'buildx', 'imagetools', 'create', '--prefer-index=false'],
    ...['--tag', 'h:5000/r:a', '--tag', 'h:5000/r:b', `h:5000/r@${DIGEST}`],
  ]);
  assert.equal(toJoinCommand({ repository: 'h:5000/r', digests: [DIGEST, 'sha256:1'], tags: ['a', 'b'] }).argv, [
    ...['docker', 'buildx', 'imagetools', 'create', '--tag', 'h:5000/r:a', '--tag', 'h:5000/r:b'],
    ...[`h:5000/r@${DIGEST}`, 'h:5000/r@sha256:1'],
  ]);
  assert.equal(toRegistryDigestCommand('r:1').argv, [
    ...['docker', 'buildx', 'imagetools', 'inspect', '--format', '{{json .Manifest}}', 'r:1'],
  ]);
});

const layers: readonly [string, ReturnType<typeof parsePushProgress>][] = [
  ['c718a83d2e68: Preparing', { layer: 'c718a83d2e68', isDone: false }],
  ['c718a83d2e68: Pushed\r', { layer: 'c718a83d2e68', isDone: true }],
  ['c718a83d2e68: Layer already exists', { layer: 'c718a83d2e68', isDone: true }],
  ['c718a83d2e68: Mounted from team/app', { layer: 'c718a83d2e68', isDone: true }],
  ['c718a83d2e68: Retrying in 2 seconds', { layer: 'c718a83d2e68', isDone: false }],
  ['The push refers to repository [h/r]', null],
];
for (const [line, expected] of layers) {
  s(`reads ${JSON.stringify(line)}`, () => assert.equal(parsePushProgress(line), expected));
}

s('reads what was pushed, from the last line alone', () => {
  assert.is(parsePushedDigest(`c718a83d2e68: Pushed\nlatest: digest: ${DIGEST} size: 527\n`), DIGEST);
  assert.is(parsePushedDigest(`c718a83d2e68: digest: sha256:12 size: 527\n`), null);
  assert.is(parsePushedDigest(''), null);
});

s('reads the digests of an image', () => {
  const inspected = JSON.stringify({ RepoDigests: [`h:5000/r@${DIGEST}`, 'q@sha256:1'] });
  assert.equal(parseRepositoryDigests(inspected), [DIGEST, 'sha256:1']);
  assert.equal(parseRepositoryDigests('{"RepoDigests":null}'), []);
});

s('reads what a tag stands for in the registry', () => {
  assert.is(parseRegistryDigest(`{"mediaType":"m","digest":"${DIGEST}","manifests":[{"digest":"x"}]}`), DIGEST);
  assert.is(parseRegistryDigest('{}'), null);
  assert.is(parseRegistryDigest('Name: r:1'), null);
});

s('reads what an index holds', () => {
  const index = { digest: DIGEST, manifests: [{ digest: 'sha256:1', size: 2 }, { digest: 'sha256:2' }] };
  assert.equal(parseIndexedDigests(JSON.stringify(index)), ['sha256:1', 'sha256:2']);
  assert.equal(parseIndexedDigests(JSON.stringify({ digest: DIGEST })), []);
  assert.equal(parseIndexedDigests('Name: r:1'), []);
});

s.run();
