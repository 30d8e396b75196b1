import type { YamlProblem } from './problem.ts';

const UNPRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** The first character that PyYAML takes nowhere, not even in a comment; null where there is none. */
export function findUnprintable(text: string): YamlProblem | null {
  const offset = text.search(UNPRINTABLE);
  if (offset < 0) return null;
  const code = text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0');
  return {
    offset,
    message: `The character U+${code} stands here, which YAML does not allow`,
    next: `Take it away, or write "\\u${code}" in double quotes`,
  };
}
