import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs docker and gives what it printed, without the final line end. @throws with docker's words when it fails. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await execute('docker', args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trimEnd();
}

/** Something on the engine that looks like ours: labelled `buildrunner.build`, or named as we name things. */
export interface EngineEntry {
  readonly kind: 'container' | 'network' | 'volume' | 'image';
  readonly id: string;
  /** Of an image: repository and tag. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

const FIELD = '{{.ID}}\t{{.Names}}\t{{.Labels}}';
const LISTS = [
  { kind: 'container', command: ['ps', '--all', '--no-trunc', '--format', FIELD] },
  { kind: 'network', command: ['network', 'ls', '--no-trunc', '--format', FIELD.replace('Names', 'Name')] },
  { kind: 'volume', command: ['volume', 'ls', '--format', '{{.Name}}\t{{.Name}}\t{{.Labels}}'] },
] as const;

/** Every such entry that is on the engine now, the images that the set-up makes left out. */
export async function engineState(): Promise<EngineEntry[]> {
  const lists = LISTS.map(async ({ kind, command }) => toEntries(kind, await docker(...command)));
  const entries = (await Promise.all([...lists, images()])).flat();
  return entries.filter((entry) => 'buildrunner.build' in entry.labels || entry.name.startsWith('buildrunner-'));
}

/** What is there now and was not before, as "kind name", for a message. */
export async function newSince(before: readonly EngineEntry[]): Promise<string[]> {
  const known = new Set(before.map((entry) => `${entry.kind} ${entry.id} ${entry.name}`));
  const added = (await engineState()).filter((entry) => !known.has(`${entry.kind} ${entry.id} ${entry.name}`));
  return added.map((entry) => `${entry.kind} ${entry.name}`);
}

async function images(): Promise<EngineEntry[]> {
  const list = ['image', 'ls', '--all', '--no-trunc', '--format', '{{.ID}}\t{{.Repository}}:{{.Tag}}\t'];
  const [named, labelled] = await Promise.all([
    docker(...list),
    docker(...list, '--filter', 'label=buildrunner.build'),
  ]);
  const ours = toEntries('image', labelled).map((entry) => ({ ...entry, labels: { 'buildrunner.build': '' } }));
  const others = toEntries('image', named).filter((entry) => !ours.some((one) => one.id === entry.id));
  return [...ours, ...others].filter((entry) => !entry.name.startsWith('buildrunner-base:'));
}

function toEntries(kind: EngineEntry['kind'], lines: string): EngineEntry[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [id = '', name = '', labels = ''] = line.split('\t');
      return { kind, id, name, labels: toLabels(labels) };
    });
}

/** docker's lists join labels with commas and escape nothing; a piece without `=` belongs to the value before. */
function toLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const piece of text.split(/,(?=[^,=]+=)/)) {
    const [name = '', ...value] = piece.split('=');
    if (name !== '') labels[name] = value.join('=');
  }
  return labels;
}
