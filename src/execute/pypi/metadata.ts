/** A field of the form by which a package is uploaded. */
export type FormField = readonly [name: string, value: string];

/** What a package says of itself. */
export interface Metadata {
  /** As the package has it. */
  readonly name: string;
  readonly version: string;
  /** The fields of the upload form that it leads to; the name is among them in its safe form. */
  readonly fields: readonly FormField[];
}

interface Field {
  /** Of the form. */
  readonly name: string;
  readonly isList: boolean;
}

const one = (name: string): Field => ({ name, isList: false });
const many = (name: string): Field => ({ name, isList: true });

/**
 * Headers of the core metadata specification up to 2.4 and their fields in the form (twine 7). Others are for later
 * versions of the form, and are left out.
 */
const FIELDS: ReadonlyMap<string, Field> = new Map([
  ['metadata-version', one('metadata_version')],
  ['name', one('name')],
  ['version', one('version')],
  ['platform', many('platform')],
  ['summary', one('summary')],
  ['description', one('description')],
  ['keywords', one('keywords')],
  ['home-page', one('home_page')],
  ['author', one('author')],
  ['author-email', one('author_email')],
  ['license', one('license')],
  ['supported-platform', many('supported_platform')],
  ['download-url', one('download_url')],
  ['classifier', many('classifiers')],
  ['requires', many('requires')],
  ['provides', many('provides')],
  ['obsoletes', many('obsoletes')],
  ['maintainer', one('maintainer')],
  ['maintainer-email', one('maintainer_email')],
  ['requires-dist', many('requires_dist')],
  ['provides-dist', many('provides_dist')],
  ['obsoletes-dist', many('obsoletes_dist')],
  ['requires-python', one('requires_python')],
  ['requires-external', many('requires_external')],
  ['project-url', many('project_urls')],
  ['description-content-type', one('description_content_type')],
  ['provides-extra', many('provides_extra')],
  ['dynamic', many('dynamic')],
  ['license-expression', one('license_expression')],
  ['license-file', many('license_file')],
]);

/** Reads PKG-INFO or METADATA; a text says what is wrong with it. */
export function parseMetadata(bytes: Buffer): Metadata | string {
  const text = decode(bytes);
  if (text === null) return 'its metadata is no text in UTF-8';
  const { headers, body } = splitMessage(text);
  const fields: FormField[] = [];
  for (const [header, value] of headers) {
    const field = FIELDS.get(header);
    if (field === undefined) continue;
    if (!field.isList && fields.some(([name]) => name === field.name)) return `its metadata says "${header}" twice`;
    fields.push([field.name, valueOf(header, value)]);
  }
  if (body !== '' && fields.some(([name]) => name === 'description')) return 'its metadata says "description" twice';
  if (body !== '') fields.push(['description', body]);
  return check(fields);
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch {
    return null;
  }
}

/** Headers with their names in small letters and their further lines as they are, and what follows them. */
function splitMessage(text: string): { readonly headers: readonly FormField[]; readonly body: string } {
  const end = text.indexOf('\n\n');
  const head = end < 0 ? text : text.slice(0, end);
  const headers: [string, string][] = [];
  for (const line of head.split('\n')) {
    const last = headers.at(-1);
    if (/^[ \t]/.test(line) && last !== undefined) {
      last[1] += `\n${line}`;
      continue;
    }
    const [, name, value = ''] = /^([^:\s]+):[ \t]*(.*)$/s.exec(line) ?? [];
    if (name !== undefined) headers.push([name.toLowerCase(), value]);
  }
  return { headers, body: end < 0 ? '' : text.slice(end + 2) };
}

function valueOf(header: string, value: string): string {
  if (header === 'keywords')
    return value
      .split(',')
      .map((word) => word.trim())
      .join(', ');
  if (header !== 'project-url') return value;
  const [, label = value, url = ''] = /^([^,]*),(.*)$/s.exec(value) ?? [];
  return `${label.trim()}, ${url.trim()}`;
}

function check(fields: readonly FormField[]): Metadata | string {
  const given = new Map(fields);
  for (const name of ['metadata_version', 'name', 'version']) {
    if (!given.get(name)) return `its metadata says no "${name.replace('_', '-')}"`;
  }
  const [name = '', version = ''] = [given.get('name'), given.get('version')];
  // Older tools write it where the version of the metadata does not have it yet, and servers refuse that.
  const isOld = isBefore(given.get('metadata_version') ?? '', 2, 4);
  const kept = fields.filter(([field]) => !isOld || field !== 'license_file');
  return { name, version, fields: kept.map(([field, value]) => [field, field === 'name' ? safeName(name) : value]) };
}

function isBefore(version: string, major: number, minor: number): boolean {
  const [givenMajor = 0, givenMinor = 0] = version.split('.').map(Number);
  return givenMajor < major || (givenMajor === major && givenMinor < minor);
}

/** As the form wants it. */
function safeName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9.]+/g, '-');
}
