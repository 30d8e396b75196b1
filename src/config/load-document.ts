import type { NameSources } from './context.ts';
import type { Diagnostic } from './diagnostic.ts';
import { readDocument, type Checked, type ConfigurationDocument } from './document.ts';
import { fetchRemote, type FetchPlace } from './fetch/fetch.ts';
import type { Fetched } from './fetch/fetched.ts';
import { fileReference, parseReference, type Reference } from './fetch/reference.ts';
import type { GeneratedFile } from './generated.ts';
import { prepareFor } from './optimizer.ts';
import { renderPlain } from './plain-text.ts';
import { readSource, type FileRead } from './read-file.ts';
import { maskAddresses } from './secrets.ts';
import type { SourceText } from './source-text.ts';
import type { Rendered } from './template/render.ts';
import { describeYaml, isYamlMap } from './yaml/value.ts';

export interface DocumentRequest extends FetchPlace {
  /** Absolute. */
  readonly path: string;
  /** What the paths of redirects are relative to. */
  readonly buildDirectory: string;
  readonly homeDirectory: string | null;
  /** The names that the templates of all files on the way see: CONFIG_FILE stays the first one. */
  readonly names: NameSources;
  /** Is given each file on the way as soon as it is rendered. */
  readonly onGenerated: (file: GeneratedFile) => void;
}

/** More files than any sensible way has; an end for one that leads somewhere new each time. */
const LONGEST_WAY = 20;

/** Reads a file and goes on to where its `redirect` leads, as long as there is one. Null: the first does not exist. */
export async function loadDocument(request: DocumentRequest): Promise<Checked<ConfigurationDocument | null>> {
  const way: Reference[] = [];
  let reference: Reference = fileReference(request.path, request.buildDirectory);
  // What sends us there.
  let sender: ConfigurationDocument | null = null;
  for (;;) {
    const file = await readReference(reference, request);
    if (file.kind === 'problem') return refuse(file.problem);
    if (file.kind !== 'read')
      return sender === null ? { ok: true, value: null } : refuse(toProblem(file, reference, sender));
    await prepareFor(file.source.text);
    const document = readDocument(file.source, renderPlain(file.source) ?? (await render(file.source, request)));
    if (!document.ok) return document;
    request.onGenerated({
      path: reference.kind === 'file' ? reference.path : reference.name,
      text: document.value.rendered,
    });
    way.push(reference);
    const target = targetOf(document.value, request, way);
    if (!target.ok) return target;
    if (target.value === null) return { ok: true, value: withoutRedirect(document.value) };
    reference = target.value;
    sender = document.value;
  }
}

/** Loads what only files with a template need. */
async function render(source: SourceText, { names, path, buildDirectory }: DocumentRequest): Promise<Rendered> {
  const { renderFile } = await import('./render-file.ts');
  return renderFile(source, { ...names, file: path, buildDirectory });
}

type Read = FileRead | Fetched;

async function readReference(reference: Reference, request: DocumentRequest): Promise<Read> {
  return reference.kind === 'file'
    ? readSource(reference.path, request.buildDirectory)
    : fetchRemote(reference, request);
}

/** Why a file is not to be had, at the redirect that leads there. */
function toProblem(
  file: Exclude<Read, { kind: 'read' | 'problem' }>,
  { name }: Reference,
  sender: ConfigurationDocument,
): Diagnostic {
  return file.kind === 'missing'
    ? at(sender, `"${name}" does not exist`, 'Correct the path: it is relative to the build directory')
    : at(sender, file.message, file.next);
}

/** What a document redirects to; null where it does not. */
function targetOf(
  document: ConfigurationDocument,
  request: DocumentRequest,
  way: readonly Reference[],
): Checked<Reference | null> {
  const redirect = isYamlMap(document.value) ? (document.value.get('redirect') ?? null) : null;
  if (redirect === null) return { ok: true, value: null };
  if (typeof redirect !== 'string' || redirect === '') {
    const message = `"redirect" must be the path or address of a file, not ${describeYaml(redirect)}`;
    return refuse(at(document, message, 'Name a file'));
  }
  const target = parseReference(redirect, request);
  if (target.kind === 'invalid') return refuse(at(document, target.message, target.next));
  const start = way.findIndex(({ identity }) => identity === target.identity);
  if (start !== -1)
    return refuse(
      at(
        document,
        `Files redirect in a circle: ${drawWay([...way.slice(start), target])}`,
        'Let the last file redirect no more',
      ),
    );
  if (way.length < LONGEST_WAY) return { ok: true, value: target };
  const next = 'Name the last file in the first one';
  return refuse(at(document, `More than ${LONGEST_WAY} files redirect one after the other: ${drawWay(way)}`, next));
}

function drawWay(way: readonly Reference[]): string {
  return way.map(({ name }) => `"${name}"`).join(' -> ');
}

/** A problem of the value of `redirect`. That line may hold a password. */
function at(document: ConfigurationDocument, message: string, next: string): Diagnostic {
  const problem = document.problemAt(['redirect'], message, next);
  return { ...problem, excerpt: problem.excerpt === null ? null : maskAddresses(problem.excerpt) };
}

/** A `redirect` without a value means nothing. */
function withoutRedirect(document: ConfigurationDocument): ConfigurationDocument {
  const { value } = document;
  if (!isYamlMap(value) || !value.has('redirect')) return document;
  return { ...document, value: new Map([...value].filter(([key]) => key !== 'redirect')) };
}

function refuse(problem: Diagnostic): Checked<never> {
  return { ok: false, problems: [problem] };
}
