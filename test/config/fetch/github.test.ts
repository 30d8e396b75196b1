import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { GithubServer } from '../../../src/config/build-file.ts';
import { fetchGithub } from '../../../src/config/fetch/github.ts';
import { parseReference } from '../../../src/config/fetch/reference.ts';
import { serve, type LocalServer } from './servers.ts';

const s = suite('config/fetch/github');

const REFERENCE = 'github://hub/owner/repo/ci/a b.yaml';

/** Stands in for GitHub: one private file, `ci/a b.yaml` of owner/repo, and what else such a path may lead to. */
function serveGithub(): Promise<LocalServer> {
  const answers: Readonly<Record<string, readonly [number, unknown]>> = {
    '/v3/repos/owner/repo/contents/ci/a%20b.yaml': [200, file('steps: "é"\n')],
    '/repos/owner/repo/contents/ci/a%20b.yaml': [200, file('steps: "plain"\n')],
    '/v3/repos/owner/repo/contents/folder': [200, [file('x')]],
    '/v3/repos/owner/repo/contents/large': [200, { type: 'file', encoding: 'none', content: '' }],
    '/v3/repos/owner/repo/contents/link': [200, { type: 'submodule' }],
    '/v3/repos/owner/repo/contents/odd': [200, 'no JSON of theirs'],
  };
  return serve((incoming, response) => {
    const isKnown = incoming.headers.authorization === `Basic ${Buffer.from('me:t0ken').toString('base64')}`;
    const [status, body] = isKnown ? (answers[incoming.url ?? ''] ?? [404, {}]) : [401, {}];
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
  });
}

function file(text: string) {
  // GitHub breaks the line each 60 characters.
  return { type: 'file', encoding: 'base64', content: `${Buffer.from(text).toString('base64')}\n` };
}

let server: LocalServer | undefined;
s.before(async () => {
  server = await serveGithub();
});
s.after(() => server?.close());

interface Wish {
  readonly reference?: string;
  readonly settings?: Partial<GithubServer>;
  readonly alias?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The text that came, or what is told instead, with the stand-in's address as HOST. */
async function told({ reference = REFERENCE, settings = {}, alias = 'hub', environment = {} }: Wish = {}) {
  const parsed = parseReference(reference, { buildDirectory: '/', homeDirectory: null });
  if (parsed.kind !== 'github') throw new Error(`${reference} is a reference of kind ${parsed.kind}`);
  const host = server?.host ?? '';
  const full = { endpoint: `http://${host}/`, version: 'v3', username: 'me', app_token: 't0ken', ...settings };
  const result = await fetchGithub(parsed, { environment, servers: new Map([[alias, full]]) });
  if (result.kind === 'read') return `${result.source.file}: ${result.source.text}`;
  return `${result.message}. ${result.next}.`.replaceAll(host, 'HOST');
}

s('gives a file of a repository, with and without a version in the address', async () => {
  assert.is(await told(), `${REFERENCE}: steps: "é"\n`);
  assert.is(await told({ settings: { version: undefined } }), `${REFERENCE}: steps: "plain"\n`);
});

s('takes the user from the environment where none is set', async () => {
  const settings = { username: undefined };
  assert.match(await told({ settings, environment: { USER: 'me', LOGNAME: 'you' } }), /steps/);
  assert.match(await told({ settings, environment: { LOGNAME: 'me' } }), /steps/);
});

const refused: readonly (readonly [string, Wish, string])[] = [
  [
    'a token that is not right, and does not show it',
    { settings: { app_token: 'wr0ng' } },
    `"${REFERENCE}" is not to be had: the server answers 401 Unauthorized. Give a user and a password or token that may read it.`,
  ],
  [
    'to log in without a token',
    { settings: { app_token: '' } },
    `"${REFERENCE}" is not to be had: the server answers 401 Unauthorized. Give a user and a password or token that may read it.`,
  ],
  [
    'a file that is not there',
    { reference: 'github://hub/owner/repo/nope' },
    '"github://hub/owner/repo/nope" is not to be had: the server answers 404 Not Found. Correct the address, or see to it that you may read it.',
  ],
  [
    'a folder',
    { reference: 'github://hub/owner/repo/folder' },
    '"github://hub/owner/repo/folder" is no file there. Name a file.',
  ],
  [
    'a submodule',
    { reference: 'github://hub/owner/repo/link' },
    '"github://hub/owner/repo/link" is no file there. Name a file.',
  ],
  [
    "an answer that is not GitHub's",
    { reference: 'github://hub/owner/repo/odd' },
    '"github://hub/owner/repo/odd" is no file there. Name a file.',
  ],
  [
    'a large file',
    { reference: 'github://hub/owner/repo/large' },
    '"github://hub/owner/repo/large" is too large for GitHub\'s API. Name a configuration file.',
  ],
  [
    'another version of the API',
    { settings: { version: 'v4' } },
    '"github.hub.version" is "v4", and only "v3" is understood. Write "version: v3".',
  ],
  [
    'a missing endpoint',
    { settings: { endpoint: undefined } },
    '"github.hub.endpoint" of the global configuration is missing. Write it as "https://HOST/api".',
  ],
  [
    'an endpoint that is none',
    { settings: { endpoint: 'example.com' } },
    '"github.hub.endpoint" of the global configuration is no web address. Write it as "https://HOST/api".',
  ],
  [
    'an alias that is spelled otherwise',
    { alias: 'hubs' },
    '"hub" is no key of the section "github" of the global configuration. Did you mean "hubs"? The keys are "hubs".',
  ],
];
for (const [what, wish, expected] of refused) {
  s(`refuses ${what}`, async () => {
    assert.is(await told(wish), expected);
  });
}

s('says that there is no such section', async () => {
  const parsed = parseReference(REFERENCE, { buildDirectory: '/', homeDirectory: null });
  if (parsed.kind !== 'github') throw new Error('no reference to GitHub');
  assert.equal(await fetchGithub(parsed, { environment: {}, servers: new Map() }), {
    kind: 'refused',
    message: '"hub" is no key of the section "github" of the global configuration',
    next: 'Add it there, with its "endpoint"',
  });
});

s.run();
