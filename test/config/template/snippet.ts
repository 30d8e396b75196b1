import { readFileSync } from 'node:fs';

import { globSync } from 'tinyglobby';
import { folderOfFixture } from '../fixture-files.ts';
import { renderTemplate } from '../../../src/config/template/render.ts';
import { toPath, type TemplateFiles } from '../../../src/config/template/template-files.ts';
import { toInteger, type TemplateValue } from '../../../src/config/template/value.ts';

/** What an engine makes of a snippet: a text, or a refusal. */
export type Answer = { readonly output: string } | { readonly error: true };

/** A template with what it needs, as the files of `fixtures/template` hold it; record.py says how values are written. */
export interface Snippet {
  readonly template: string;
  readonly context?: Readonly<Record<string, unknown>>;
  /** Beside the template, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A snippet with the answer of Jinja. */
export type AnsweredSnippet = Snippet &
  Answer & {
    /** Why we differ on purpose. */
    readonly differs?: string;
    /** What we make of it where we differ. */
    readonly ours?: string | { readonly error: true };
  };

const FOLDER = folderOfFixture({ fixture: 'template' });

/** The files of `fixtures/template`, absolute. */
export function snippetFiles(): string[] {
  return globSync('*.json', { cwd: FOLDER, absolute: true }).sort();
}

/** The snippets that a file holds. */
export function readSnippets(file: string): readonly AnsweredSnippet[] {
  return parseSnippets(readFileSync(file, 'utf8'));
}

/** The snippets of a JSON text, as record.py writes them. */
export function parseSnippets(json: string): readonly AnsweredSnippet[] {
  const read: unknown = JSON.parse(json);
  if (Array.isArray(read) && read.every(isSnippet)) return read;
  throw new Error(`This is no list of snippets: ${json.slice(0, 100)}`);
}

function isSnippet(value: unknown): value is AnsweredSnippet {
  return typeof value === 'object' && value !== null && 'template' in value;
}

/** What we must make of a snippet. */
export function expectedAnswer(snippet: AnsweredSnippet): Answer {
  const { ours } = snippet;
  if (ours !== undefined) return typeof ours === 'string' ? { output: ours } : ours;
  return 'output' in snippet ? { output: snippet.output } : { error: true };
}

/** What is printed with its address differs from run to run. */
const ADDRESS = / object .*at 0x/;

/** Whether an answer is the one that is expected of a snippet. */
export function isSameAnswer(snippet: AnsweredSnippet, ours: Answer): boolean {
  const expected = JSON.stringify(expectedAnswer(snippet));
  return JSON.stringify(ours) === expected || ADDRESS.test(expected);
}

/** What we make of a snippet. */
export function ourAnswer({ template, context = {}, files = {} }: Snippet): Answer {
  const names = new Map(Object.entries(context).map(([name, value]) => [name, decode(value)]));
  const rendered = renderTemplate(template, names, filesOf(files));
  return 'error' in rendered ? { error: true } : { output: rendered.text };
}

/** Files by their paths, without a disk. */
export function filesOf(files: Readonly<Record<string, string>>): TemplateFiles {
  const texts = new Map(Object.entries(files));
  return {
    read: (name) => {
      const path = toPath(name);
      const text = path === null ? undefined : texts.get(path);
      return text === undefined ? { kind: 'missing' } : { kind: 'read', source: { file: name, text } };
    },
  };
}

function decode(value: unknown): TemplateValue {
  if (Array.isArray(value)) return value.map(decode);
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value ?? {});
  const [[key, inner] = ['', null]] = entries;
  switch (entries.length === 1 ? key : '') {
    case '$float':
      return { kind: 'float', value: Number(inner) };
    case '$int':
      return toInteger(BigInt(String(inner)));
    case '$tuple':
      return { kind: 'tuple', items: listOf(inner).map(decode) };
    case '$pairs':
      return new Map(listOf(inner).map((pair) => [decode(listOf(pair)[0]), decode(listOf(pair)[1])]));
    default:
      return new Map(entries.map(([name, item]) => [name, decode(item)]));
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
