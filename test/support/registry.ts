import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { docker } from './engine.ts';
import { eventually } from './eventually.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A real registry, with a process of its own. */
export interface Registry {
  /** `127.0.0.1:<port>`, which every engine of this machine takes for an insecure one. */
  readonly host: string;
  /** The digest that a name (`app:latest`, `app@sha256:…`) has there; null: there is none. */
  digestOf(name: string): Promise<string | null>;
  tagsOf(repository: string): Promise<string[]>;
  /** What an index holds, by platform, each as `<repository>@<digest>`; empty: the name is of no index. */
  partsOf(name: string): Promise<ReadonlyMap<string, string>>;
  /** Gives what has the first name the second one, as another client may do at any time. */
  retag(name: string, other: string): Promise<void>;
  /** Ends it, and takes the names away that images of the engine have had for it. */
  stop(): Promise<void>;
}

/** Whom the registry lets in. */
export interface Login {
  readonly user: string;
  readonly password: string;
  /** What `htpasswd -B` makes of the password. */
  readonly hash: string;
}

const MANIFESTS = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.index.v1+json',
];

/** Starts one on a free port. The program is installed by the set-up of the tests. */
export async function startRegistry(login?: Login): Promise<Registry> {
  const child = spawn('docker-registry', ['serve', writeConfiguration(login)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((settle) => child.once('exit', () => settle()));
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const host = `127.0.0.1:${await portOf(child)}`;
  return {
    host,
    ...createClient(host, login),
    stop: async () => {
      process.off('exit', kill);
      kill();
      await ended;
      await removeNames(host);
    },
  };
}

/** Takes away the names that images have below a registry or prefix. docker's filter goes over no `/`, so all are listed. */
export async function removeNames(prefix: string): Promise<void> {
  const all = await docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}');
  const names = all.split('\n').filter((name) => name.startsWith(`${prefix}/`) && !name.endsWith(':<none>'));
  if (names.length > 0) await docker('image', 'rm', '--force', ...names);
}

function writeConfiguration(login: Login | undefined): string {
  const folder = temporaryDirectory();
  const passwords = join(folder, 'htpasswd');
  const file = join(folder, 'config.yml');
  const config = {
    version: 0.1,
    log: { level: 'info', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') } },
    http: { addr: '127.0.0.1:0' },
    ...(login === undefined ? {} : { auth: { htpasswd: { realm: 'tests', path: passwords } } }),
  };
  if (login !== undefined) writeFileSync(passwords, `${login.user}:${login.hash}\n`);
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(config));
  return file;
}

/** The port that the registry says it listens on. */
async function portOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
  let output = '';
  let hasEnded = false;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.once('error', (error) => {
    output += error.message;
    hasEnded = true;
  });
  child.once('exit', () => (hasEnded = true));
  const port = await eventually(
    () => hasEnded || (/listening on 127\.0\.0\.1:(\d+)/.exec(output)?.[1] ?? false),
    10_000,
  ).catch(() => true);
  if (typeof port === 'string') return port;
  child.kill('SIGKILL');
  throw new Error(`docker-registry does not listen:\n${output}`);
}

function createClient(
  host: string,
  login: Login | undefined,
): Pick<Registry, 'digestOf' | 'tagsOf' | 'partsOf' | 'retag'> {
  const basic = Buffer.from(`${login?.user ?? ''}:${login?.password ?? ''}`).toString('base64');
  const authorization: Record<string, string> = login === undefined ? {} : { authorization: `Basic ${basic}` };
  const ask = (path: string, headers: Record<string, string> = {}, options: RequestInit = {}) =>
    fetch(`http://${host}/v2/${path}`, { ...options, headers: { ...authorization, ...headers } });
  const read = async (name: string) => {
    const [, repository = '', reference = ''] = /^([^:@]+)[:@](.*)$/.exec(name) ?? [];
    const response = await ask(`${repository}/manifests/${reference}`, { accept: MANIFESTS.join(', ') });
    const text = await response.text();
    return response.ok ? { text, type: response.headers.get('content-type') ?? '' } : null;
  };
  return {
    digestOf: async (name) => {
      const manifest = await read(name);
      return manifest === null ? null : `sha256:${createHash('sha256').update(manifest.text).digest('hex')}`;
    },
    tagsOf: async (repository) => {
      const value: unknown = await (await ask(`${repository}/tags/list`)).json();
      const tags = typeof value === 'object' && value !== null && 'tags' in value ? value.tags : [];
      return Array.isArray(tags) ? tags.map(String).sort() : [];
    },
    partsOf: async (name) => {
      const manifest: unknown = JSON.parse((await read(name))?.text ?? '{}');
      const [repository = ''] = name.split(/[:@]/);
      return new Map(listed(manifest).map(({ platform, digest }) => [platform, `${repository}@${digest}`]));
    },
    retag: async (name, other) => {
      const manifest = await read(name);
      if (manifest === null) throw new Error(`the registry has no ${name}`);
      const put = { method: 'PUT', body: manifest.text };
      const response = await ask(other.replace(':', '/manifests/'), { 'content-type': manifest.type }, put);
      if (!response.ok) throw new Error(`the registry refuses ${other}: ${response.status}`);
    },
  };
}

function listed(index: unknown): { readonly platform: string; readonly digest: string }[] {
  const manifests = field(index, 'manifests');
  return (Array.isArray(manifests) ? manifests : []).map((manifest: unknown) => {
    const platform = field(manifest, 'platform');
    const words = ['os', 'architecture'].map((key) => String(field(platform, key)));
    return { platform: words.join('/'), digest: String(field(manifest, 'digest')) };
  });
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
