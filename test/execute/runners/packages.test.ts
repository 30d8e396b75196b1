import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { postWeb } from '../../../src/config/fetch/web-request.ts';
import { readPackages, uploadPackages } from '../../../src/execute/runners/packages.ts';
import { formatFailure, type Result } from '../../../src/failure.ts';
import type { UploadPackages } from '../../../src/plan/operation.ts';
import { CERTIFICATE, PRIVATE_KEY } from '../../config/fetch/certificate.ts';
import { common } from '../../docker/operations.ts';
import { eventually } from '../../support/eventually.ts';
import { startPackageServer, type PackageServer } from '../../support/package-server.ts';
import { PACKAGES, SDIST, servePackages, WHEEL } from '../../support/packages.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { memoryContext, type MemoryContext } from '../context.ts';

const s = suite('packages of Python');

const PASSWORD = 'password-of-tests';

const server = servePackages(s);

/** A context of step `a`, which has left these packages. */
async function having(...names: readonly string[]): Promise<MemoryContext> {
  const context = memoryContext();
  mkdirSync(join(context.facts.resultsDirectory, 'a'), { recursive: true });
  for (const name of names) {
    cpSync(join(PACKAGES, name), join(context.facts.resultsDirectory, 'a', name));
    context.artifacts.set(`a/${name}`, new Map([['type', name.endsWith('.whl') ? 'python-wheel' : 'python-sdist']]));
  }
  const read = await readPackages({ ...common('a/read'), kind: 'readPackages', repositories: ['r'] }, context);
  assert.ok(read.ok);
  return context;
}

function upload(context: MemoryContext, given: Partial<UploadPackages> = {}): Promise<Result<void>> {
  return uploadPackages(
    {
      ...{ ...common('/upload'), step: null, kind: 'uploadPackages', steps: ['a'], url: server().url, username: 'me' },
      ...{ password: PASSWORD, authority: null, certificate: null, isSkippingExisting: false },
      ...given,
    },
    context,
  );
}

function said(context: MemoryContext, result: Result<void>): readonly string[] {
  const texts = context.events.flatMap((event) =>
    event.kind === 'noticed' || event.kind === 'warned' ? [event.text] : [],
  );
  return [...texts.slice(1), ...(result.ok ? [] : formatFailure(result.failure))];
}

s('are sent one by one, with a login, and as they are', async () => {
  const context = await having(WHEEL, SDIST);
  const result = await upload(context);
  assert.equal(said(context, result), [
    `Uploaded "${WHEEL}" to "${server().url}"`,
    `Uploaded "${SDIST}" to "${server().url}"`,
  ]);
  const [first, second] = server().uploads;
  assert.equal([first?.fileName, second?.fileName], [WHEEL, SDIST]);
  assert.is(first?.authorization, `Basic ${Buffer.from(`me:${PASSWORD}`).toString('base64')}`);
  assert.is(first?.path, '/legacy/');
  assert.ok(first?.content.equals(readFileSync(join(PACKAGES, WHEEL))));
  const recorded: unknown = Reflect.get(
    Object(JSON.parse(readFileSync(join(PACKAGES, 'recorded.json'), 'utf8'))),
    WHEEL,
  );
  const fields: unknown = Reflect.get(Object(recorded), 'fields');
  assert.ok(Array.isArray(fields));
  const isOurs = (field: unknown) => !/^\["(content|blake2_256_digest)"/.test(JSON.stringify(field));
  assert.equal(
    (first?.fields ?? [])
      .filter(([name]) => name !== 'md5_digest')
      .map((field) => JSON.stringify(field))
      .sort(),
    fields
      .filter(isOurs)
      .map((field) => JSON.stringify(field))
      .sort(),
  );
});

s('that are not listed, or of another type, or of another step, are not taken', async () => {
  const context = memoryContext();
  context.artifacts.set('a/x.whl', new Map([['type', 'zip']]));
  context.artifacts.set('a/y.whl', null);
  context.artifacts.set('ab/z.whl', new Map([['type', 'python-wheel']]));
  const result = await readPackages({ ...common('a/read'), kind: 'readPackages', repositories: ['r', 's'] }, context);
  assert.equal(said(context, result), [
    'Step "a" has no Python package to push: none of its artifacts has "type: python-wheel" or "type: python-sdist"',
  ]);
  assert.ok(result.ok);
  assert.ok((await upload(context)).ok);
  assert.equal(server().uploads, []);
});

s('a file that is none fails before anything is pushed', async () => {
  const context = memoryContext();
  context.artifacts.set('a/x.txt', new Map([['type', 'python-wheel']]));
  const result = await readPackages({ ...common('a/read'), kind: 'readPackages', repositories: ['r'] }, context);
  assert.equal(said(context, result), [
    'Step "a" failed: "a/x.txt" is no Python package that can be pushed: its name ends neither in ".whl" nor in ".tar.gz" nor in ".zip"',
    'Make it with "python -m build", or take its "type" away from "artifacts".',
  ]);
});

const LOGIN = 'Check the user and the password or token, and that they may upload there.';
const CORRECT = 'Correct the package as the server says.';
const THERE = 'Give the package another version, or write "skip_existing: true" in "pypi-push".';
const PAGE =
  '<html><head><title>x</title></head><body><h1>400 Bad</h1>\n\nWhy: <b>this &#039;&lt;x&gt;&#039;</b>\n</body></html>';

const refusals: readonly (readonly [string, Parameters<PackageServer['answers']['push']>[0], readonly string[]])[] = [
  [
    '400',
    { status: 400, reason: 'Invalid value', body: 'the classifier is wrong\n\nmore' },
    ['400 Invalid value', '  | the classifier is wrong', '  | more', CORRECT],
  ],
  [
    'a page',
    { status: 400, headers: { 'content-type': 'text/html' }, body: PAGE },
    ['400 Bad Request', '  | 400 Bad', "  | Why: this '<x>'", CORRECT],
  ],
  ['400 that is there', { status: 400, reason: 'File already exists' }, ['400 File already exists', THERE]],
  ['401', { status: 401 }, ['401 Unauthorized', LOGIN]],
  ['403 that repeats the password', { status: 403, body: `no ${PASSWORD}` }, ['403 Forbidden', '  | no ***', LOGIN]],
  [
    '404',
    { status: 404 },
    ['404 Not Found', 'Correct the address of the repository; that of pypi.org is "https://upload.pypi.org/legacy/".'],
  ],
  ['409', { status: 409 }, ['409 Conflict', THERE]],
  ['413', { status: 413 }, ['413 Payload Too Large', 'Make the package smaller, or have the server take larger ones.']],
  [
    '301',
    { status: 301, headers: { location: 'https://other/' } },
    ['301 Moved Permanently', 'Name the address that it sends on to: "https://other/".'],
  ],
];
for (const [name, answer, expected] of refusals) {
  s(`an answer of ${name} is told, and nothing more is sent`, async () => {
    server().answers.push(answer);
    const context = await having(WHEEL, SDIST);
    const result = await upload(context);
    const [first = '', ...rest] = expected;
    const summary = `"${WHEEL}" could not be uploaded to "${server().url}": the server answers ${first}`;
    assert.equal(said(context, result), [summary, ...rest]);
    assert.equal(server().uploads, []);
  });
}

const skipped = [
  { status: 409 },
  { status: 400, reason: 'File already exists. See https://pypi.org/help/' },
  { status: 400, body: 'Repository does not allow updating assets: x' },
  { status: 400, body: '{"message":{"file_name":["has already been taken"]}}' },
  { status: 403, body: 'Not enough permissions to overwrite artifact x' },
];
for (const answer of skipped) {
  s(`what is there is left out where that is wanted: ${JSON.stringify(answer)}`, async () => {
    server().answers.push(answer);
    const context = await having(WHEEL, SDIST);
    const result = await upload(context, { isSkippingExisting: true });
    assert.equal(said(context, result), [
      `Skipped "${WHEEL}", which "${server().url}" has already`,
      `Uploaded "${SDIST}" to "${server().url}"`,
    ]);
  });
}

s('another refusal fails also where what is there is left out', async () => {
  server().answers.push({ status: 400, body: 'wrong' });
  assert.not.ok((await upload(await having(WHEEL), { isSkippingExisting: true })).ok);
});

s('a server in trouble is asked again', async () => {
  server().answers.push({ status: 503 }, null);
  const context = await having(WHEEL);
  const [first = '', second = '', third, ...rest] = said(context, await upload(context));
  assert.match(first, /: the server answers 503 Service Unavailable; trying again in 1 s$/);
  assert.match(second, /has closed the connection.*; trying again in 3 s$/);
  assert.equal([third, ...rest], [`Uploaded "${WHEEL}" to "${server().url}"`]);
});

s('a server that is not there is told, and a build that ends does not wait for it', async () => {
  server().close();
  const context = await having(WHEEL);
  const uploading = upload(context);
  context.abort();
  const result = await uploading;
  assert.not.ok(result.ok);
  assert.match(said(context, result).join('\n'), `"${WHEEL}" could not be uploaded: "${server().url}"`);
});

s('a certificate that nobody knows is refused, and one that is named is not', async () => {
  const file = join(temporaryDirectory(), 'cert.pem');
  writeFileSync(file, CERTIFICATE);
  const secure = await startPackageServer({ key: PRIVATE_KEY, cert: CERTIFICATE });
  try {
    const context = await having(WHEEL);
    assert.ok((await upload(context, { url: secure.url, authority: file })).ok);
    assert.is(secure.uploads.length, 1);
    const result = await upload(context, { url: secure.url });
    assert.match(said(context, result).join('\n'), 'is not trusted: self-signed certificate');
    assert.match(said(context, result).join('\n'), 'Name a file with the certificate of its authority in TWINE_CERT');
  } finally {
    secure.close();
  }
});

s('a server that says nothing is not waited for for ever', async () => {
  server().answers.push('silent');
  const answer = await postWeb({
    ...{
      url: new URL(server().url),
      environment: {},
      contentType: 'text/plain',
      length: 1,
      body: Readable.from(['x']),
    },
    ...{ silence: 100, signal: AbortSignal.timeout(20_000) },
  });
  assert.ok(answer.kind === 'failed' && answer.reason === 'does not answer within 0.1 s', JSON.stringify(answer));
});

s('an upload ends with the build', async () => {
  server().answers.push('silent');
  const context = await having(WHEEL);
  const uploading = upload(context);
  await eventually(() => server().answers.length === 0, 5000);
  context.abort();
  const result = await Promise.race([uploading, new Promise((settle) => setTimeout(settle, 3000))]);
  assert.ok(typeof result === 'object' && result !== null && 'ok' in result && !result.ok);
});

for (const [name, text] of [
  ['without its key', CERTIFICATE],
  ['that is none', 'nothing'],
] as const) {
  s(`a certificate of one's own ${name} is told`, async () => {
    const file = join(temporaryDirectory(), 'own.pem');
    writeFileSync(file, text);
    const context = await having(WHEEL);
    const [first, last] = said(context, await upload(context, { certificate: file }));
    assert.match(first ?? '', `The certificate "${file}" cannot be used: `);
    assert.is(last, 'Put a certificate in PEM and, without a password, its key into the file.');
    assert.equal(server().uploads, []);
  });
}

s('a certificate that is not there is told', async () => {
  const context = await having(WHEEL);
  const result = await upload(context, { authority: '/none.pem' });
  const [first, last] = said(context, result);
  assert.match(first ?? '', /^The certificate "\/none\.pem" cannot be read: ENOENT/);
  assert.is(last, 'Correct its path in ~/.pypirc, or in TWINE_CERT or TWINE_CLIENT_CERT.');
});

s.run();
