import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { hasSucceeded, type RunCommand } from '../process/command.ts';
import { readStartTime } from './process-life.ts';

/** Whose a build is: one process among all that ever were. */
export interface Owner {
  /**
   * The full id of the container it runs in, where that is one of the engine that has the build's resources; null: it is
   * judged by the machine alone.
   */
  readonly container: string | null;
  /** The machine's name, shortened to what a label may hold; empty with a container. */
  readonly host: string;
  /** Made of the machine's name and its machine-id; empty where it has none, since names alone are not unique. */
  readonly machine: string;
  /** Of this start of the machine; empty where the system does not say. */
  readonly boot: string;
  /** The process id namespace; empty where the system has none. */
  readonly namespace: string;
  readonly processId: number;
  /** As `readStartTime` says it; where there is no /proc, as `ps` says it; empty where neither was asked. */
  readonly startTime: string;
  /** Epoch seconds of the start. */
  readonly since: number;
}

const NOTHING = '0';
const HASH_LENGTH = 12;
const HOST_LENGTH = 24;

/**
 * Who we are, as far as that can be read at once. `container` is our own container's full id where the engine that
 * works for us knows it, else null.
 */
export function describeOwnProcess(container: string | null): Owner {
  const name = hostname();
  const machineId = readText('/etc/machine-id') || readText('/var/lib/dbus/machine-id');
  return {
    container,
    host: container === null ? name.replaceAll(/[^A-Za-z0-9.-]/g, '-').slice(0, HOST_LENGTH) : '',
    machine: container === null && machineId !== '' ? hash(`${name}\n${machineId}`) : '',
    boot: hash(readText('/proc/sys/kernel/random/boot_id')),
    namespace: readNamespace(),
    processId: process.pid,
    startTime: readStartTime('self') ?? '',
    since: Math.round(Date.now() / 1000 - process.uptime()),
  };
}

/** The same, with the start time also where only `ps` knows it. */
export async function readOwnOwner(container: string | null, run: RunCommand): Promise<Owner> {
  const owner = describeOwnProcess(container);
  return owner.startTime === '' ? { ...owner, startTime: await askStartTime(process.pid, run) } : owner;
}

/** The start time where there is no /proc (macOS); empty when there is no such process. */
export async function askStartTime(id: number, run: RunCommand): Promise<string> {
  const result = await run({ argv: ['ps', '-o', 'lstart=', '-p', String(id)], env: { LC_ALL: 'C' }, timeout: 5000 });
  return hasSucceeded(result) ? result.stdout.trim().replaceAll(/[^A-Za-z0-9]+/g, '.') : '';
}

/**
 * One word of at most 128 letters, digits, `.`, `_` and `-`, the first a letter: fit for the value of a label and the
 * tag of an image. A process: `p1_<host>_<machine>_<boot>_<namespace>_<process id>_<start time>_<since>`; a container:
 * `c1_<id>_<boot>_<namespace>_<process id>_<start time>_<since>`.
 */
export function formatOwner(owner: Owner): string {
  const { container, host, machine, boot, namespace, processId, startTime, since } = owner;
  const life = [boot, namespace, String(processId), startTime, since.toString(36)];
  const fields = container === null ? ['p1', host, machine, ...life] : ['c1', container, ...life];
  return fields.map((field) => (field === '' ? NOTHING : field)).join('_');
}

/** Null for what is no owner's word, or one of a version that we do not know. */
export function parseOwner(text: string): Owner | null {
  const pattern =
    /^(?:p1_([A-Za-z0-9.-]+)_([0-9a-f]+)|c1_([0-9a-f]{64}))_([0-9a-f]+)_(\d+)_(\d+)_([A-Za-z0-9.]+)_([0-9a-z]+)$/;
  const match = pattern.exec(text);
  if (match === null) return null;
  const [host, machine, container, boot, namespace, processId, startTime, since] = match
    .slice(1)
    .map((field: string | undefined) => (field === NOTHING || field === undefined ? '' : field));
  return {
    container: container === undefined || container === '' ? null : container,
    host: host ?? '',
    machine: machine ?? '',
    boot: boot ?? '',
    namespace: namespace ?? '',
    processId: Number(processId),
    startTime: startTime ?? '',
    since: parseInt(since ?? '', 36),
  };
}

function readNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '';
  } catch {
    return '';
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

function hash(text: string): string {
  return text === '' ? '' : createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
}
