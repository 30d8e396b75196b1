import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
} from 'node:fs';

/** The files that tell what machine this is; replaced in tests. Nothing here fails: what cannot be read is not there. */
export interface HostFiles {
  /** Text of a file; null when there is none that we may read. */
  readonly read: (path: string) => string | null;
  readonly exists: (path: string) => boolean;
  readonly isExecutable: (path: string) => boolean;
  /** Whether a file is machine code rather than a script, by a zero among its first bytes. */
  readonly isBinary: (path: string) => boolean;
  /** Names in a folder; none when it cannot be read. */
  readonly list: (path: string) => readonly string[];
  /** The path without symbolic links; as it is where it does not exist. */
  readonly resolve: (path: string) => string;
}

/** The machine we run on. */
export const hostFiles: HostFiles = {
  read: (path) => attempt(() => readFileSync(path, 'utf8')) ?? null,
  exists: existsSync,
  isExecutable: (path) => attempt(() => mayExecute(path)) ?? false,
  isBinary: (path) => attempt(() => headOf(path).includes(0)) ?? false,
  list: (path) => attempt(() => readdirSync(path)) ?? [],
  resolve: (path) => attempt(() => realpathSync(path)) ?? path,
};

function attempt<Value>(action: () => Value): Value | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function mayExecute(path: string): true {
  accessSync(path, constants.X_OK);
  return true;
}

function headOf(path: string): Buffer {
  const head = Buffer.alloc(64, 1);
  const descriptor = openSync(path, 'r');
  try {
    readSync(descriptor, head);
  } finally {
    closeSync(descriptor);
  }
  return head;
}
