import { loginOf } from '../config/fetch/reference.ts';
import { expandHome } from '../config/home.ts';
import { parsePypirc, type Pypirc, type PypircSection } from '../config/pypirc.ts';
import type { PackageTarget } from '../config/build-file.ts';
import type { HostFiles } from './host-files.ts';

/** Where Python packages go, and as whom. */
export type PackageIndex =
  | {
      readonly kind: 'found';
      /** Without a user and a password. */
      readonly url: string;
      readonly username: string;
      readonly password: string;
      /** Paths of certificates in PEM, of the authority and of our own; null: the usual ones, and none. */
      readonly authority: string | null;
      readonly certificate: string | null;
    }
  | { readonly kind: 'missing'; readonly message: string; readonly next: string };

interface Place {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly files: Pick<HostFiles, 'read'>;
}

/** Repositories that nobody has to write down (twine). */
const KNOWN: ReadonlyMap<string, string> = new Map([
  ['pypi', 'https://upload.pypi.org/legacy/'],
  ['testpypi', 'https://test.pypi.org/legacy/'],
]);

/** Where the user is always this one, and the password a token (twine). */
const TOKEN_HOSTS = ['upload.pypi.org', 'test.pypi.org'];
const TOKEN_USER = '__token__';

/**
 * With a user and a password, `repository` is an address, else the name of a section of `~/.pypirc` (buildrunner 3.27).
 * An address may also stand alone. What neither the build file nor `.pypirc` says, TWINE_USERNAME, TWINE_PASSWORD,
 * TWINE_CERT and TWINE_CLIENT_CERT do.
 */
export function findPackageIndex(target: PackageTarget, place: Place): PackageIndex {
  const isAddress =
    (target.username !== undefined && target.password !== undefined) || /^https?:\/\//i.test(target.repository);
  const section = isAddress ? new Map([['repository', target.repository]]) : findSection(target.repository, place);
  if ('message' in section) return section;
  const url = toAddress(section.get('repository') ?? '');
  if (url === null) {
    const message = `"${target.repository}" has no address that begins with "http://" or "https://"`;
    return { kind: 'missing', message, next: 'Write the address that packages are uploaded to' };
  }
  return withLogin(url, target, section, place);
}

function withLogin(url: URL, target: PackageTarget, section: PypircSection, { environment }: Place): PackageIndex {
  const login = loginOf(url);
  const sources = [target, fromSection(section), { username: login?.user, password: login?.password }];
  const given = [...sources, { username: environment['TWINE_USERNAME'], password: environment['TWINE_PASSWORD'] }];
  const token = TOKEN_HOSTS.includes(url.hostname) ? TOKEN_USER : undefined;
  const username = given.find((one) => one.username)?.username ?? token;
  const password = given.find((one) => one.password)?.password;
  if (username === undefined || password === undefined) return noLogin(target.repository, { username, password });
  [url.username, url.password] = ['', ''];
  const path = (key: string, variable: string) => {
    const value = section.get(key) ?? environment[variable];
    return value ? expandHome(value, environment['HOME'] ?? null) : null;
  };
  return {
    ...{ kind: 'found', url: url.href, username, password },
    authority: path('ca_cert', 'TWINE_CERT'),
    certificate: path('client_cert', 'TWINE_CLIENT_CERT'),
  };
}

function fromSection(section: PypircSection) {
  return { username: section.get('username'), password: section.get('password') };
}

function noLogin(
  repository: string,
  known: { readonly username?: string | undefined; readonly password?: string | undefined },
): Missing {
  const missing = [
    ...(known.username === undefined ? ['user'] : []),
    ...(known.password === undefined ? ['password'] : []),
  ];
  const message = `No ${missing.join(' and no ')} is known for "${repository}"`;
  const next = 'Write "username" and "password" here or in ~/.pypirc, or set TWINE_USERNAME and TWINE_PASSWORD';
  return { kind: 'missing', message, next };
}

type Missing = Extract<PackageIndex, { readonly kind: 'missing' }>;

/** The section of a repository, with the address of those that everybody knows. */
function findSection(name: string, { environment, files }: Place): PypircSection | Missing {
  const text = files.read(`${environment['HOME'] ?? ''}/.pypirc`);
  const pypirc = text === null ? new Map<string, PypircSection>() : parsePypirc(text);
  if (pypirc === null) {
    const next = 'Write "[section]" and "key = value" lines, each name once';
    return { kind: 'missing', message: 'Your .pypirc cannot be read', next };
  }
  const common = pypirc.get('server-login') ?? new Map<string, string>();
  const listed = serversOf(pypirc);
  const own = listed.includes(name) ? (pypirc.get(name) ?? new Map<string, string>()) : new Map<string, string>();
  const address = KNOWN.get(name);
  // "pypi" is known also where the list of servers leaves it out.
  const isKnown = address !== undefined && (name === 'pypi' || listed.includes(name));
  if (!isKnown && own.size === 0) {
    const message = `Your .pypirc has no "${name}" among its servers`;
    const next = `Add it to "index-servers" of [distutils] and write a section [${name}], or give an address here`;
    return { kind: 'missing', message, next };
  }
  return new Map([...(isKnown ? [['repository', address] as const] : []), ...common, ...own]);
}

function serversOf(pypirc: Pypirc): string[] {
  const list = pypirc.get('distutils')?.get('index-servers') ?? 'pypi testpypi';
  return list.split(/\s+/).filter((name) => name !== '');
}

/** Null: it is no address of the web. pypi.org is reached by https only (twine). */
function toAddress(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  if (TOKEN_HOSTS.includes(url.hostname)) url.protocol = 'https:';
  return url;
}
