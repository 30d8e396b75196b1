import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from './diagnostic.ts';
import { readDocument, type Checked, type ConfigurationDocument } from './document.ts';
import { expandHome } from './home.ts';
import { displayName, readSource } from './read-file.ts';
import { templateFiles } from './template/template-files.ts';
import type { TemplateValue } from './template/value.ts';
import { describeYaml, isYamlMap } from './yaml/value.ts';

export interface DocumentRequest {
  /** Absolute. */
  readonly path: string;
  /** What the paths of redirects are relative to. */
  readonly buildDirectory: string;
  readonly homeDirectory: string | null;
  /** Of all files on the way: CONFIG_FILE stays the first one. */
  readonly context: ReadonlyMap<string, TemplateValue>;
}

export interface LoadedDocument {
  /** The last file on the way. */
  readonly document: ConfigurationDocument;
  /** Each file on the way, after rendering. */
  readonly generated: readonly { readonly path: string; readonly text: string }[];
}

type Generated = LoadedDocument['generated'][number];

/** Reads a file and goes on to where its `redirect` leads, as long as there is one. Null: the first does not exist. */
export function loadDocument(request: DocumentRequest): Checked<LoadedDocument | null> {
  const generated: Generated[] = [];
  let { path } = request;
  let missing: Diagnostic | null = null;
  for (;;) {
    const file = readSource(path, request.buildDirectory);
    if (file.kind === 'problem') return refuse(file.problem);
    if (file.kind === 'missing') return missing === null ? { ok: true, value: null } : refuse(missing);
    const document = readDocument(file.source, request.context, templateFiles(request.buildDirectory));
    if (!document.ok) return document;
    generated.push({ path, text: document.value.rendered });
    const target = targetOf(document.value, request, generated);
    if (!target.ok) return target;
    if (target.value === null) return { ok: true, value: { document: withoutRedirect(document.value), generated } };
    path = target.value;
    const next = 'Correct the path: it is relative to the build directory';
    missing = document.value.problemAt(
      ['redirect'],
      `"${displayName(path, request.buildDirectory)}" does not exist`,
      next,
    );
  }
}

/** The file that a document redirects to; null where it does not. */
function targetOf(
  document: ConfigurationDocument,
  request: DocumentRequest,
  visited: readonly Generated[],
): Checked<string | null> {
  const redirect = isYamlMap(document.value) ? (document.value.get('redirect') ?? null) : null;
  if (redirect === null) return { ok: true, value: null };
  const at = (message: string, next: string): Checked<never> => refuse(document.problemAt(['redirect'], message, next));
  if (typeof redirect !== 'string' || redirect === '') {
    return at(`"redirect" must be the path of a file, not ${describeYaml(redirect)}`, 'Name a file');
  }
  const path = toPath(redirect, request);
  if (path === null) return at('A "redirect" to another host is not supported yet', 'Name a file of this machine');
  const isKnown = visited.some((one) => one.path === path);
  return isKnown
    ? at(`"${redirect}" has led here already`, 'Let the last file redirect no more')
    : { ok: true, value: path };
}

/** A `redirect` without a value means nothing. */
function withoutRedirect(document: ConfigurationDocument): ConfigurationDocument {
  const { value } = document;
  if (!isYamlMap(value) || !value.has('redirect')) return document;
  return { ...document, value: new Map([...value].filter(([key]) => key !== 'redirect')) };
}

/** The path that a reference names; null where it names something on another host. */
function toPath(reference: string, { buildDirectory, homeDirectory }: DocumentRequest): string | null {
  if (reference.startsWith('file:///')) return fileURLToPath(reference);
  if (/^(?:(?!file:)[a-z][\w+.-]*:)?\/\//i.test(reference)) return null;
  return resolve(buildDirectory, expandHome(reference.replace(/^file:/, ''), homeDirectory));
}

function refuse(problem: Diagnostic): Checked<never> {
  return { ok: false, problems: [problem] };
}
