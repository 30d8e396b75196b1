import type { YamlValue } from './build-file.ts';
import type { Diagnostic, Location } from './diagnostic.ts';
import { locateOffset, problemAtOffset, type SourceText } from './source-text.ts';
import { findPlace as findTemplatePlace, type Place } from './template/line-map.ts';
import type { Rendered } from './template/render.ts';
import { loadYaml } from './yaml/load.ts';
import { findPlace, offsetOf } from './yaml/place.ts';

/** A path of keys into a document; indexes of lists are numbers. */
export type Path = readonly (string | number)[];

/** A configuration file, rendered and read, that knows where in the file each of its values stands. */
export interface ConfigurationDocument {
  readonly value: YamlValue;
  /** The file after rendering, as the YAML was read from it. */
  readonly rendered: string;
  /** What works, but not as the writer may think. */
  readonly warnings: readonly Diagnostic[];
  /** Where a value stands; its nearest ancestor where the path leads nowhere. */
  readonly locate: (path: Path) => Location;
  readonly problemAt: (path: Path, message: string, next?: string) => Diagnostic;
  /** As `problemAt`, with the caret under the key. */
  readonly problemAtKey: (path: Path, message: string, next?: string) => Diagnostic;
  /** A scalar as it is written, quotes aside: `1.10`; null where the path leads to none. */
  readonly writtenAt: (path: Path) => string | null;
}

/** What was read, or all that is wrong with it. */
export type Checked<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problems: readonly Diagnostic[] };

/** Reads the YAML that came of a file when it was rendered. */
export function readDocument(source: SourceText, rendered: Rendered): Checked<ConfigurationDocument> {
  if ('error' in rendered) {
    const { at, message, next, source: place } = rendered.error;
    return { ok: false, problems: [problemAtOffset(place ?? source, at, message, next)] };
  }
  const toPlace = (offset: number): Place => findTemplatePlace(rendered.marks, offset) ?? { source, at: 0 };
  const problemAt = (offset: number, message: string, next?: string): Diagnostic => {
    const place = toPlace(offset);
    return problemAtOffset(place.source, place.at, message, next);
  };
  const content = loadYaml(rendered.text);
  if ('problems' in content) {
    return {
      ok: false,
      problems: content.problems.map(({ offset, message, next }) => problemAt(offset, message, next)),
    };
  }
  const { place } = content;
  const document: ConfigurationDocument = {
    value: content.value,
    rendered: rendered.text,
    warnings: rendered.warnings.map((warning) =>
      problemAtOffset(warning.source, warning.at, warning.message, warning.next),
    ),
    locate: (path) => {
      const found = toPlace(offsetOf(findPlace(place, path)));
      return locateOffset(found.source, found.at);
    },
    problemAt: (path, message, next) => problemAt(offsetOf(findPlace(place, path)), message, next),
    problemAtKey: (path, message, next) => problemAt(findPlace(place, path).key, message, next),
    writtenAt: (path) => findPlace(place, path).written,
  };
  return { ok: true, value: document };
}
