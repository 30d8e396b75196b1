/** A section of a `.pypirc`: names in small letters, and their values. */
export type PypircSection = ReadonlyMap<string, string>;

/** A `.pypirc` by its sections. */
export type Pypirc = ReadonlyMap<string, PypircSection>;

/** Where the next line belongs. */
interface Open {
  readonly sections: Map<string, Map<string, string>>;
  section: Map<string, string> | null;
  key: string | null;
}

/**
 * Reads a `.pypirc` as Python's `configparser` does: `key = value` or `key: value` lines below `[section]`, values that
 * go on in lines with more space before them, comments on lines of their own. Null where it is none, of which nothing is
 * told since it holds secrets.
 */
export function parsePypirc(text: string): Pypirc | null {
  const open: Open = { sections: new Map(), section: null, key: null };
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const isRead = lines.filter((line) => !/^\s*(?:[#;].*)?$/.test(line)).every((line) => readLine(open, line));
  return isRead ? open.sections : null;
}

/** Whether the line is right. */
function readLine(open: Open, line: string): boolean {
  if (/^\s/.test(line) && open.key !== null) return readContinuation(open, open.key, line.trim());
  const [, name] = /^\[(.+)\]/.exec(line) ?? [];
  return name === undefined ? readPair(open, line) : readSection(open, name);
}

function readContinuation({ section }: Open, key: string, more: string): boolean {
  section?.set(key, `${section.get(key) ?? ''}\n${more}`.trim());
  return true;
}

function readSection(open: Open, name: string): boolean {
  if (open.sections.has(name)) return false;
  [open.section, open.key] = [new Map(), null];
  open.sections.set(name, open.section);
  return true;
}

function readPair(open: Open, line: string): boolean {
  const [, written, value = ''] = /^\s*([^=:]+?)\s*[=:]\s*(.*)$/.exec(line) ?? [];
  const key = written?.toLowerCase();
  if (key === undefined || open.section === null || open.section.has(key)) return false;
  open.key = key;
  open.section.set(key, value.trim());
  return true;
}
