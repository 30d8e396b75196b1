/** An image that a Dockerfile names and that a builder did not get. */
export interface UnfetchedImage {
  /** As far as docker tells it: `[registry/]name[:tag]`, or as it is written in the Dockerfile. */
  readonly image: string;
  /** Why not, in docker's own words. */
  readonly words: string;
}

/** Reads from a builder's last lines which image it could not get; null: it has failed for something else. */
export function parseUnfetchedImage(lines: readonly string[]): UnfetchedImage | null {
  const last = lines.at(-1) ?? '';
  return parseBuildKit(last) ?? parseLegacy(lines, last);
}

/** What stands in quotes is the command of a RUN, and may say anything. */
const BUILDKIT = /^ERROR: failed to (?:solve|build)[^"]*?: failed to resolve source metadata for (\S+): (.*)$/;

function parseBuildKit(line: string): UnfetchedImage | null {
  const [, reference, words = ''] = BUILDKIT.exec(line) ?? [];
  return reference === undefined ? null : { image: reference.replace(/^docker\.io\/(?:library\/)?/, ''), words };
}

const INSTRUCTION = /^Step \d+\/\d+ : /;
/** `Step 1/2 : FROM --platform=linux/arm64 name AS stage` */
const FETCHING = /^Step \d+\/\d+ : (?:FROM(?: --\S+)* |COPY .*?--from=)(\S+)/;
const REFUSED =
  /(?:Head|Get) "https?:\/\/|access denied for \S|manifest for \S+ not found|^(?:denied|unauthorized|toomanyrequests): /;

/** The legacy builder writes the reason below the instruction, whose variables stand there as they are written. */
function parseLegacy(lines: readonly string[], last: string): UnfetchedImage | null {
  const [, written] = FETCHING.exec(lines.findLast((line) => INSTRUCTION.test(line)) ?? '') ?? [];
  return written === undefined || !REFUSED.test(last) ? null : { image: namedIn(last) ?? written, words: last };
}

const MANIFEST = /"https?:\/\/([^/"]+)\/v2\/([^"]+)\/manifests\/([^"]+)"/;
const NAMED = /access denied for (\S+?),|manifest for (\S+) not found/;

/** The image that the reason names, plainly or by the address that was asked for it. */
function namedIn(words: string): string | null {
  const [, host, repository = '', reference = ''] = MANIFEST.exec(words) ?? [];
  if (host === undefined) return NAMED.exec(words)?.slice(1).find(Boolean) ?? null;
  const name = `${repository}${reference.includes(':') ? '@' : ':'}${reference}`;
  return host === 'registry-1.docker.io' ? name.replace(/^library\//, '') : `${host}/${name}`;
}
