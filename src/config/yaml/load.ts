import { parseDocument, type Document, type ParsedNode } from 'yaml';
import type { YamlValue } from '../build-file.ts';
import { NodeReader } from './node-reader.ts';
import type { Place } from './place.ts';
import { toSyntaxProblem } from './syntax-problem.ts';

/** A problem of a text that is to be YAML, at an offset into it. */
export interface YamlProblem {
  readonly offset: number;
  readonly message: string;
  readonly next?: string;
}

export interface YamlContent {
  readonly value: YamlValue;
  readonly place: Place;
}

/**
 * Reads one YAML document as PyYAML reads it: scalars of YAML 1.1, merge keys, the order of the file. Unlike there,
 * duplicate keys, a second document and tags that would run code are problems.
 */
export function loadYaml(text: string): YamlContent | { readonly problems: readonly YamlProblem[] } {
  const document = parseDocument(text, {
    version: '1.1',
    // Every scalar stays as it is written: which values PyYAML makes of them is this folder's own matter.
    schema: 'failsafe',
    // PyYAML too lets a bracket close at the left margin.
    strict: false,
    uniqueKeys: false,
    prettyErrors: false,
    // Warnings go nowhere; silence would also hide a second document.
    logLevel: 'error',
  });
  // Only the first: those behind it mostly follow from it.
  if (document.errors.length > 0) return { problems: document.errors.slice(0, 1).map(toSyntaxProblem) };
  return readContents(document);
}

function readContents(document: Document.Parsed): ReturnType<typeof loadYaml> {
  const reader = new NodeReader();
  const contents: ParsedNode | null = document.contents;
  const read = reader.read(contents, 0);
  return reader.problems.length > 0 ? { problems: reader.problems } : read;
}
