import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandResult, RunCommand } from '../../process/command.ts';
import { maskAddresses, redactorOf } from '../secrets.ts';
import { LARGEST_FILE, refuse, refuseLarge, TIME_LIMIT, toFetched, type Fetched } from './fetched.ts';
import type { GitReference } from './reference.ts';
import { basic } from './web-request.ts';

export interface GitPlace {
  readonly run: RunCommand;
  /** Where a folder may be made for a while. */
  readonly temporaryDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds; see `TIME_LIMIT`. */
  readonly timeout?: number;
}

/**
 * Fetches one commit without its history, as far as the server can also without its files, and prints the one file.
 * The folder is made, and goes, by the script: also where nobody waits for it any more.
 */
const SCRIPT = `
folder=$1 url=$2 revision=$3 file=$4
umask 077
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
git init --quiet --bare "$folder" &&
git -C "$folder" remote add origin "$url" &&
git -C "$folder" fetch --quiet --no-tags --depth 1 --filter=blob:none origin "$revision" || exit 10
git -C "$folder" cat-file -e "FETCH_HEAD:$file" || exit 11
git -C "$folder" cat-file blob "FETCH_HEAD:$file" || exit 12
`;

/** Exit codes of the script. */
const NO_SUCH_PATH = 11;
const NO_FILE = 12;

/** Fetches a file by the git program. Credentials come from the address, or from where git finds them by itself. */
export async function fetchGit(reference: GitReference, place: GitPlace): Promise<Fetched> {
  const { name, path, revision } = reference;
  const folder = join(place.temporaryDirectory, `buildrunner-git-${randomUUID()}`);
  const limit = place.timeout ?? TIME_LIMIT;
  const output = new Output();
  const abort = new AbortController();
  try {
    const result = await place.run(
      {
        argv: ['sh', '-c', SCRIPT, 'sh', folder, reference.address, revision, path],
        cwd: place.temporaryDirectory,
        env: gitEnvironment(reference.login, place.environment),
        timeout: limit,
      },
      {
        signal: abort.signal,
        onOutput: (stream, chunk) => {
          output[stream].push(chunk);
          if (output.size > LARGEST_FILE) abort.abort();
        },
      },
    );
    if (output.size > LARGEST_FILE) return refuseLarge(name);
    if (result.exitCode === 0) return toFetched(name, Buffer.concat(output.stdout));
    return describe(reference, result, output.words(reference.login), limit);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class Output {
  readonly stdout: Buffer[] = [];
  readonly stderr: Buffer[] = [];

  get size(): number {
    return [...this.stdout, ...this.stderr].reduce((sum, { length }) => sum + length, 0);
  }

  /** The last line in which git says what is wrong, without credentials. */
  words(login: GitReference['login']): string {
    const lines = Buffer.concat(this.stderr)
      .toString()
      .split('\n')
      .map((line) => line.trim());
    // A user without a password is a token.
    const redact = redactorOf([login?.password || login?.user || ''].filter((secret) => secret !== ''));
    const telling = lines.filter(
      (line) => /^(?:fatal|error|remote|ssh|git|sh)\b/i.test(line) && !/^fatal: Could not read from remote/.test(line),
    );
    const [last = ''] = [...telling, ...lines.filter((line) => line !== '')].slice(0, 1);
    return maskAddresses(redact(last.replace(/^(?:fatal|error): /, '')));
  }
}

/** What the words of git mean, and what to do. */
const WORDS: readonly (readonly [RegExp, string, string])[] = [
  [
    /couldn't find remote ref|not our ref|unadvertised/,
    'the repository has no "%"',
    'Correct the branch, tag or commit',
  ],
  [
    /could not read (?:Username|Password)|Authentication failed|Permission denied|error: 403/,
    'the server wants another login',
    'Give a user and a password or token that may read it, or a key that ssh finds',
  ],
  [/\bgit: (?:command )?not found/, 'there is no program "git"', 'Install git'],
];

function describe(
  { name, path, revision }: GitReference,
  result: CommandResult,
  words: string,
  limit: number,
): Fetched {
  if (result.ending === 'timed out') {
    return refuse(`"${name}" is not fetched within ${limit / 1000} s`, 'Check the address and the network');
  }
  const tell = (reason: string, next: string) => refuse(`"${name}" is not to be had: ${reason}`, next);
  if (result.exitCode === NO_SUCH_PATH) {
    const place = revision === 'HEAD' ? 'the default branch' : `"${revision}"`;
    return tell(`${place} has no "${path}"`, 'Correct the path behind "#BRANCH:"');
  }
  if (result.exitCode === NO_FILE) return tell(`"${path}" is no file there`, 'Name a file behind "#BRANCH:"');
  const [, reason, next] = WORDS.find(([pattern]) => pattern.test(words)) ?? [];
  if (reason !== undefined && next !== undefined) return tell(reason.replace('%', revision), next);
  return tell(words === '' ? 'git was ended' : words, 'Try the address with "git ls-remote"');
}

/** git asks nobody, speaks English, and takes nothing from a repository around it. */
function gitEnvironment(login: GitReference['login'], environment: GitPlace['environment']) {
  return {
    ...{ GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    ...{ GIT_DIR: null, GIT_WORK_TREE: null, GIT_INDEX_FILE: null, GIT_OBJECT_DIRECTORY: null, GIT_COMMON_DIR: null },
    ...(login === null ? {} : loginEnvironment(login, Number(environment['GIT_CONFIG_COUNT']) || 0)),
  };
}

/** A setting of git behind those that the environment holds already. */
function loginEnvironment({ user, password }: NonNullable<GitReference['login']>, count: number) {
  return {
    GIT_CONFIG_COUNT: String(count + 1),
    [`GIT_CONFIG_KEY_${count}`]: 'http.extraHeader',
    [`GIT_CONFIG_VALUE_${count}`]: `Authorization: ${basic(user, password)}`,
  };
}
