import { execFile, spawn } from 'node:child_process';
import { request } from 'node:http';
import { connect } from 'node:net';
import { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import * as v from 'valibot';

const execute = promisify(execFile);

/** Runs docker and gives what it printed, without the final line end. @throws with docker's words when it fails. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await execute('docker', args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trimEnd();
}

/** Something on the engine. */
export interface EngineEntry {
  readonly kind: 'container' | 'network' | 'volume' | 'image';
  readonly id: string;
  /** Of an image: repository and tag, or `<none>:<none>`. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** As the engine lists it; of each kind some of the fields. */
const Listed = v.object({
  Id: v.optional(v.string()),
  Name: v.optional(v.string()),
  Names: v.optional(v.array(v.string())),
  RepoTags: v.nullish(v.array(v.string())),
  Labels: v.nullish(v.record(v.string(), v.string())),
});
const List = v.array(Listed);
const Volumes = v.object({ Volumes: v.nullable(List) });

/**
 * Everything that is on the engine now. It is asked without docker, whose start takes longer than the answer: this is
 * called again and again while a test waits for the end of something.
 */
export async function engineEntries(): Promise<EngineEntry[]> {
  const [containers, networks, volumes, images] = await Promise.all([
    ask('/containers/json?all=1', List),
    ask('/networks', List),
    ask('/volumes', Volumes),
    ask('/images/json?all=1', List),
  ]);
  return [
    ...containers.flatMap((one) =>
      toEntries(
        'container',
        one,
        one.Names?.map((name) => name.slice(1)),
      ),
    ),
    ...networks.flatMap((one) => toEntries('network', one, [one.Name])),
    ...(volumes.Volumes ?? []).flatMap((one) => toEntries('volume', one, [one.Name])),
    ...images.flatMap((one) => toEntries('image', one, one.RepoTags?.length === 0 ? null : one.RepoTags)),
  ];
}

/**
 * What of it looks like ours: labelled `buildrunner.build`, or named as we name things. The images that the set-up makes
 * are left out.
 */
export async function engineState(): Promise<EngineEntry[]> {
  const isOurs = ({ name, labels }: EngineEntry) => 'buildrunner.build' in labels || name.startsWith('buildrunner-');
  const isBase = ({ kind, name }: EngineEntry) => kind === 'image' && name.startsWith('buildrunner-base:');
  return (await engineEntries()).filter((entry) => isOurs(entry) && !isBase(entry));
}

/** What is there now and was not before, as "kind name", for a message. */
export async function newSince(before: readonly EngineEntry[]): Promise<string[]> {
  const known = new Set(before.map((entry) => `${entry.kind} ${entry.id} ${entry.name}`));
  const added = (await engineState()).filter((entry) => !known.has(`${entry.kind} ${entry.id} ${entry.name}`));
  return added.map((entry) => `${entry.kind} ${entry.name}`);
}

type Names = readonly (string | undefined)[] | null | undefined;

function toEntries(
  kind: EngineEntry['kind'],
  { Id, Labels }: v.InferOutput<typeof Listed>,
  names: Names,
): EngineEntry[] {
  return (names ?? ['<none>:<none>']).map((name = '') => ({ kind, id: Id ?? name, name, labels: Labels ?? {} }));
}

/** What the engine's HTTP API answers to a GET. */
async function ask<Schema extends v.GenericSchema>(path: string, schema: Schema): Promise<v.InferOutput<Schema>> {
  address ??= findAddress();
  const connection = dial(await address);
  try {
    const body = await new Promise<string>((settle, reject) => {
      const sent = request({ path, createConnection: () => connection, headers: { host: 'docker' } });
      sent.on('error', reject).on('response', (response) => {
        text(response).then((body) => {
          if (response.statusCode === 200) settle(body);
          else reject(new Error(`${path}: ${response.statusCode} ${body}`));
        }, reject);
      });
      sent.end();
    });
    return v.parse(schema, JSON.parse(body));
  } finally {
    connection.destroy();
  }
}

let address: Promise<string> | undefined;

/** Where docker finds the engine, DOCKER_HOST and contexts considered. */
function findAddress(): Promise<string> {
  return docker('context', 'inspect', '--format', '{{.Endpoints.docker.Host}}');
}

/** A socket file is connected to; the way to any other engine is docker's. */
function dial(address: string): Duplex {
  if (address.startsWith('unix://')) return connect(address.slice('unix://'.length));
  const child = spawn('docker', ['system', 'dial-stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  return Duplex.from({ writable: child.stdin, readable: child.stdout });
}
