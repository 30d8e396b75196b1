/** What decides which images a Dockerfile builds on. */
export interface DockerfileQuestion {
  /** The stage to build; undefined: the last. */
  readonly target: string | undefined;
  /** Build arguments, which take the place of what `ARG` says. */
  readonly values: ReadonlyMap<string, string>;
  /** What the builder sets by itself (TARGETARCH …), as far as it is known; absent: nothing is. */
  readonly predefined?: ReadonlyMap<string, string>;
}

/** An image that a Dockerfile takes from elsewhere. */
export interface TakenImage {
  readonly name: string;
  /** Of `FROM --platform`; null: the one that is built for, or one that only the builder knows. */
  readonly platform: string | null;
}

interface Instruction {
  readonly name: string;
  readonly words: string;
}

interface Stage {
  readonly name: string | null;
  readonly image: string | null;
  readonly platform: string | null;
  /** What `COPY --from` and `RUN --mount` name: stages by name or number, or images. */
  readonly others: string[];
}

/**
 * The images that a Dockerfile takes from elsewhere to build a stage, each once for a platform: those of FROM, of
 * `COPY --from` and of `RUN --mount=from`, through all stages that it needs. Names that depend on what only the builder
 * knows are left out.
 */
export function imagesIn(text: string, { target, values, predefined }: DockerfileQuestion): TakenImage[] {
  const stages = readStages(readInstructions(text), values, predefined ?? new Map());
  const wanted = target === undefined ? stages.length - 1 : indexOfStage(stages, target, stages.length);
  const images = new Map<string, TakenImage>();
  const seen = new Set<number>();
  const visit = (index: number): void => {
    const stage = stages[index];
    if (stage === undefined || seen.has(index)) return;
    seen.add(index);
    const bases = stage.image === null ? [] : [{ name: stage.image, platform: stage.platform }];
    for (const taken of [...bases, ...stage.others.map((name) => ({ name, platform: null }))]) {
      const { name, platform } = taken;
      const earlier = indexOfStage(stages, name, index);
      if (earlier >= 0) visit(earlier);
      else if (name !== 'scratch' && name !== '') images.set(`${name} ${platform ?? ''}`, taken);
    }
  };
  visit(wanted);
  return [...images.values()];
}

/** The number of the last stage before another one that has that name or number; -1: none. */
function indexOfStage(stages: readonly Stage[], source: string, before: number): number {
  const byName = stages.slice(0, before).findLastIndex(({ name }) => name === source.toLowerCase());
  if (byName >= 0 || !/^\d+$/.test(source)) return byName;
  return Number(source) < before ? Number(source) : -1;
}

/** Instructions with their continued lines joined; comments and what stands in here-documents left out. */
function readInstructions(text: string): Instruction[] {
  const escape = /^(?:#\s*\w+\s*=.*\n)*#\s*escape\s*=\s*`/i.test(text) ? '`' : '\\';
  const lines = text.split(/\r?\n/);
  const instructions: Instruction[] = [];
  for (let index = 0; index < lines.length; index++) {
    let joined = '';
    for (; index < lines.length; index++) {
      const line = lines[index] ?? '';
      if (/^\s*#/.test(line) || (joined !== '' && line.trim() === '')) continue;
      const trimmed = line.trimEnd();
      if (!trimmed.endsWith(escape)) {
        joined += line;
        break;
      }
      joined += trimmed.slice(0, -1);
    }
    const [, name = '', words = ''] = /^\s*([a-z]+)\s+([^]*)$/i.exec(joined) ?? [];
    if (name === '') continue;
    instructions.push({ name: name.toUpperCase(), words: words.trim() });
    for (const end of hereDocumentsOf(name, words)) index = endOfHereDocument(lines, index, end);
  }
  return instructions;
}

function hereDocumentsOf(name: string, words: string): string[] {
  if (!/^(?:run|copy|add)$/i.test(name)) return [];
  return [...words.matchAll(/<<-?(["']?)(\w+)\1/g)].map(([, , end = '']) => end);
}

function endOfHereDocument(lines: readonly string[], start: number, end: string): number {
  const found = lines.findIndex((line, index) => index > start && line.replace(/^\t+/, '') === end);
  return found < 0 ? lines.length : found;
}

function readStages(
  instructions: readonly Instruction[],
  values: ReadonlyMap<string, string>,
  predefined: ReadonlyMap<string, string>,
): Stage[] {
  const given = new Map(predefined);
  const stages: Stage[] = [];
  for (const { name, words } of instructions) {
    if (name === 'ARG' && stages.length === 0) {
      for (const [key, value] of readArguments(words)) given.set(key, values.get(key) ?? expand(value, given) ?? '');
    } else if (name === 'FROM') {
      stages.push(readFrom(words, given));
    } else {
      stages.at(-1)?.others.push(...sourcesOf(name, words));
    }
  }
  return stages;
}

function readFrom(words: string, given: ReadonlyMap<string, string>): Stage {
  const [, image = '', stage] = /^(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(words) ?? [];
  const [, platform] = /^(?:--\S+\s+)*?--platform=(\S+)\s/i.exec(words) ?? [];
  return {
    name: stage?.toLowerCase() ?? null,
    image: expand(image, given),
    platform: platform === undefined ? null : expand(platform, given) || null,
    others: [],
  };
}

function readArguments(words: string): (readonly [string, string])[] {
  return [...words.matchAll(/([A-Za-z_]\w*)(?:=("(?:[^"\\]|\\.)*"|'[^']*'|\S*))?/g)].map(([, key = '', value = '']) => [
    key,
    value.replace(/^(["'])([^]*)\1$/, '$2'),
  ]);
}

function sourcesOf(name: string, words: string): string[] {
  if (name === 'COPY') return [...(/^(?:--\S+\s+)*?--from=(\S+)/.exec(words)?.slice(1, 2) ?? [])];
  if (name !== 'RUN') return [];
  const mounts = /^(?:--\S+\s+)*/.exec(words)?.[0] ?? '';
  return [...mounts.matchAll(/--mount=\S*?\bfrom=([^,\s]+)/g)].map(([, source = '']) => source);
}

/** What the builder sets by itself; only it knows the values. */
const PREDEFINED = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT|OSVERSION)$/;

const VARIABLE = /\$(?:(?<bare>\w+)|\{(?<braced>\w+)(?:(?<operator>:?[-+])(?<word>[^}]*))?\})/g;

/** Puts variables in; null where one of them is known to the builder alone. */
function expand(text: string, given: ReadonlyMap<string, string>): string | null {
  const pieces: string[] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const { bare, braced, operator = '', word = '' } = match.groups ?? {};
    const name = bare ?? braced ?? '';
    const value = given.get(name);
    if (value === undefined && PREDEFINED.test(name)) return null;
    pieces.push(text.slice(end, match.index), replacement(value, operator, word));
    end = match.index + match[0].length;
  }
  return [...pieces, text.slice(end)].join('');
}

/** `-`: the word where nothing is set; `+`: the word where something is; with a colon, what is empty is not set. */
function replacement(value: string | undefined, operator: string, word: string): string {
  const isSet = value !== undefined && (value !== '' || !operator.startsWith(':'));
  if (operator.endsWith('+')) return isSet ? word : '';
  return operator.endsWith('-') && !isSet ? word : (value ?? '');
}
