import { resolve } from 'node:path';
import { expandHome } from '../home.ts';
import { displayName, realPath } from '../read-file.ts';
import { maskAddresses } from '../secrets.ts';

interface Common {
  /** As messages and logs name it, without credentials. */
  readonly name: string;
  /** The same for every spelling of the same thing. */
  readonly identity: string;
}

export interface FileReference extends Common {
  readonly kind: 'file';
  /** Absolute. */
  readonly path: string;
}

export interface WebReference extends Common {
  readonly kind: 'web';
  /** `http:` or `https:`, with the user and password that it may hold. */
  readonly url: URL;
}

/** A file of the default branch of a repository. */
export interface GithubReference extends Common {
  readonly kind: 'github';
  /** A key of the global section `github`. */
  readonly alias: string;
  readonly owner: string;
  readonly repository: string;
  readonly path: string;
}

export interface GitReference extends Common {
  readonly kind: 'git';
  /** What git is to fetch from, without user and password where they stand in the address of a web server. */
  readonly address: string;
  /** User and password for a web server; null: git finds them by itself. */
  readonly login: { readonly user: string; readonly password: string } | null;
  /** Branch, tag or commit; `HEAD`: the default branch. */
  readonly revision: string;
  readonly path: string;
}

/** Where a configuration file is to be had. */
export type Reference = FileReference | WebReference | GithubReference | GitReference;

/** What is wrong with a reference. */
export interface InvalidReference {
  readonly kind: 'invalid';
  readonly message: string;
  readonly next: string;
}

export interface ReferencePlace {
  readonly buildDirectory: string;
  readonly homeDirectory: string | null;
}

const GIT_FORM = 'git+https://HOST/REPOSITORY#BRANCH:PATH';

/** All that is understood, for messages. */
const FORMS = `Name a path, "http(s)://...", "github://ALIAS/OWNER/REPOSITORY/PATH", or "${GIT_FORM}"`;

/**
 * Reads what a `redirect` names:
 * - `path`, `/path`, `~/path`, `file:path`, `file:///path`: a file, relative to the build directory. As buildrunner 3.27
 *   does, it is taken as it is written: `%20` is no blank.
 * - `http://...`, `https://...`: a file by its address.
 * - `github://ALIAS/OWNER/REPOSITORY/PATH`: a file of the default branch by the API of a GitHub server, which stands
 *   under that alias in the section `github` of the global configuration.
 * - `git+https://HOST/REPOSITORY#BRANCH:PATH`, also with `git+http`, `git+ssh`, `git+file` and plain `git`: a file by
 *   the git program, in docker's form of an address. The branch may be a tag or a commit; without it (`#:PATH` or
 *   nothing) it is the default branch. Without a path it is `buildrunner.yaml`.
 */
export function parseReference(text: string, place: ReferencePlace): Reference | InvalidReference {
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase() ?? null;
  if (scheme === 'http' || scheme === 'https') return parseWeb(text);
  if (scheme === 'github') return parseGithub(text);
  if (scheme === 'git' || /^git\+(?:https?|ssh|file)$/.test(scheme ?? '')) return parseGit(text);
  if (scheme !== null && scheme !== 'file') return invalid(`"${scheme}" is no way to fetch a file`, FORMS);
  if (text.startsWith('//')) return invalid(`"${text}" has no scheme before "//"`, FORMS);
  if (/^[\w.-]+@[\w.-]+:/.test(text))
    return invalid(`"${text}" is no path`, 'Write "git+ssh://USER@HOST/REPOSITORY#BRANCH:PATH"');
  return parseFile(text, place);
}

function parseFile(text: string, { buildDirectory, homeDirectory }: ReferencePlace): Reference | InvalidReference {
  const host = /^file:\/\/(?!localhost\/)([^/]+)/i.exec(text)?.[1];
  if (host !== undefined) {
    const next = `Write "file:///..." for an absolute path, or the path alone`;
    return invalid(`"${text}" names "${host}" as its host`, next);
  }
  const written = text.replace(/^file:(?:\/\/(?:localhost)?(?=\/))?/i, '');
  return fileReference(resolve(buildDirectory, expandHome(written, homeDirectory)), buildDirectory);
}

/** A file by its absolute path. */
export function fileReference(path: string, buildDirectory: string): FileReference {
  return { kind: 'file', path, name: displayName(path, buildDirectory), identity: realPath(path) };
}

function parseWeb(text: string): Reference | InvalidReference {
  const url = toUrl(text);
  if (url === null) return notAnAddress(text);
  return { kind: 'web', url, name: maskAddresses(text), identity: plain(url) };
}

function parseGithub(text: string): Reference | InvalidReference {
  const [, alias = '', path = ''] = /^github:\/\/([^/]*)\/*(.*)$/is.exec(text) ?? [];
  const [owner = '', repository = '', ...rest] = path.split('/').filter((part) => part !== '');
  if (alias === '' || rest.length === 0) {
    return invalid(`"${text}" names no file of a repository`, 'Write "github://ALIAS/OWNER/REPOSITORY/PATH"');
  }
  const identity = `github://${[alias, owner, repository, ...rest].join('/')}`;
  return { kind: 'github', alias, owner, repository, path: rest.join('/'), name: text, identity };
}

function parseGit(text: string): Reference | InvalidReference {
  const [address, fragment] = splitOnce(text, '#');
  const url = toUrl(address.replace(/^git\+/i, ''));
  if (url === null) return notAnAddress(text);
  const name = maskAddresses(text);
  const isWeb = /^https?:$/.test(url.protocol);
  if (url.password !== '' && !isWeb) {
    return invalid(`"${name}" holds a password, which ${url.protocol.slice(0, -1)} has no use for`, 'Leave it out');
  }
  const [branch, file] = splitOnce(fragment, ':');
  const revision = branch === '' ? 'HEAD' : branch;
  const path = file.replace(/^\/+/, '') || 'buildrunner.yaml';
  // What begins with "-" would be a flag of git, and "+" or ":" its own language of what goes where.
  if (/^[-+]|[\s:~^?*[\\]|\.\./.test(revision)) {
    return invalid(`"${revision}" is no branch, tag or commit`, `Write "${GIT_FORM}"`);
  }
  const source = isWeb ? plain(url) : address.replace(/^git\+/i, '');
  const identity = `git+${plain(url)}#${revision}:${path}`;
  return { kind: 'git', address: source, login: isWeb ? loginOf(url) : null, revision, path, name, identity };
}

/** The user and password of an address; null: it has none. */
export function loginOf({ username, password }: URL): GitReference['login'] {
  return username === '' && password === '' ? null : { user: decode(username), password: decode(password) };
}

/** Without its `%41`; as it is where that is no such thing. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An address without what differs between spellings and users. */
function plain(url: URL): string {
  const copy = new URL(url);
  copy.hash = '';
  if (/^https?:$/.test(copy.protocol)) copy.username = '';
  copy.password = '';
  return copy.href;
}

function toUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return url.hostname === '' && url.protocol !== 'file:' ? null : url;
}

function notAnAddress(text: string): InvalidReference {
  return invalid(`"${maskAddresses(text)}" is no valid address`, 'Correct the host or port');
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function invalid(message: string, next: string): InvalidReference {
  return { kind: 'invalid', message, next };
}
