import * as v from 'valibot';
import type { GithubServer } from '../build-file.ts';
import { findNearest } from '../../nearest.ts';
import { refuse, toFetched, type Fetched } from './fetched.ts';
import type { GithubReference } from './reference.ts';
import { refuseStatus } from './web.ts';
import { basic, requestWeb, type WebRequest } from './web-request.ts';

export interface GithubPlace extends Omit<WebRequest, 'url' | 'headers'> {
  /** The section `github` of the global configuration. */
  readonly servers: ReadonlyMap<string, GithubServer>;
}

/** The name that GitHub takes with a token of an app. */
const ANY_USER = 'x-access-token';

const content = v.object({ type: v.literal('file'), encoding: v.string(), content: v.string() });

/**
 * Fetches a file of a repository's default branch by version 3 of GitHub's API ("contents"). The user is that of the
 * configuration, else USER or LOGNAME of the environment; without a token nobody is logged in.
 */
export async function fetchGithub(reference: GithubReference, place: GithubPlace): Promise<Fetched> {
  const { alias, name } = reference;
  const server = place.servers.get(alias);
  if (server === undefined) return refuseAlias(alias, [...place.servers.keys()]);
  const { version, endpoint } = server;
  if (version !== undefined && version !== 'v3') {
    return refuse(`"github.${alias}.version" is "${version}", and only "v3" is understood`, 'Write "version: v3"');
  }
  const url = toUrl(server, reference);
  if (url === null) {
    const told = endpoint === undefined ? 'is missing' : 'is no web address';
    return refuse(`"github.${alias}.endpoint" of the global configuration ${told}`, 'Write it as "https://HOST/api"');
  }
  const headers = { accept: 'application/vnd.github.v3+json', ...authorization(server, place.environment) };
  const answer = await requestWeb({ ...place, url, headers });
  if (answer.kind === 'failed') return refuse(`"${name}" ${answer.reason}`, answer.next);
  return answer.status === 200 ? readContent(name, answer.body.toString()) : refuseStatus(name, answer);
}

function toUrl({ endpoint = '', version }: GithubServer, { owner, repository, path }: GithubReference): URL | null {
  const parts = ['repos', owner, repository, 'contents', ...path.split('/')].map(encodeURIComponent);
  const address = [endpoint.replace(/\/+$/, ''), ...(version === undefined ? [] : [version]), ...parts].join('/');
  return /^https?:\/\//i.test(address) && URL.canParse(address) ? new URL(address) : null;
}

function authorization({ username, app_token: token }: GithubServer, environment: WebRequest['environment']) {
  if (token === undefined || token === '') return {};
  const user = username || environment['USER'] || environment['LOGNAME'] || ANY_USER;
  return { authorization: basic(user, token) };
}

function readContent(name: string, text: string): Fetched {
  const answer = v.safeParse(content, parseJson(text));
  if (!answer.success) return refuse(`"${name}" is no file there`, 'Name a file');
  if (answer.output.encoding !== 'base64') {
    return refuse(`"${name}" is too large for GitHub's API`, 'Name a configuration file');
  }
  return toFetched(name, Buffer.from(answer.output.content, 'base64'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function refuseAlias(alias: string, known: readonly string[]): Fetched {
  const nearest = findNearest(alias, known);
  const meant = nearest === undefined ? '' : `Did you mean "${nearest}"? `;
  const names = known.map((one) => `"${one}"`).join(', ');
  return refuse(
    `"${alias}" is no key of the section "github" of the global configuration`,
    known.length === 0 ? 'Add it there, with its "endpoint"' : `${meant}The keys are ${names}`,
  );
}
