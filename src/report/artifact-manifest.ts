import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, type Failure } from '../failure.ts';
import { fail, succeed } from '../failure.ts';
import type { Result } from '../failure.ts';
import type { ArtifactProperties } from '../plan/operation.ts';
import { formatJson } from './json.ts';

const NAME = 'artifacts.json';

/** artifacts.json: what lies in the results directory, by path, with its properties. */
export class ArtifactManifest {
  readonly #directory: string;
  readonly #onTemporaryFile: (path: string) => void;
  readonly #entries: Map<string, unknown>;
  /** Why an existing file was not taken over; null when it was, or when there was none. */
  readonly trouble: Failure | null;

  /** Entries of a file that is there already (kept results) stay, in their order. */
  constructor(directory: string, onTemporaryFile: (path: string) => void = () => {}) {
    this.#directory = directory;
    this.#onTemporaryFile = onTemporaryFile;
    const existing = readExisting(directory);
    this.trouble = existing.ok ? null : existing.failure;
    this.#entries = existing.ok ? existing.value : new Map<string, unknown>();
    this.#entries.set('build.log', { type: 'log' });
  }

  /** Adds or replaces an entry. */
  set(path: string, properties: ArtifactProperties | null): void {
    this.#entries.set(path, properties);
  }

  /** Takes an entry out. */
  delete(path: string): void {
    this.#entries.delete(path);
  }

  /** Writes the file in one go: a reader sees the old one or the whole new one. */
  write(): Result<void> {
    const temporary = join(this.#directory, `.${NAME}.${process.pid}`);
    this.#onTemporaryFile(temporary);
    try {
      writeFileSync(temporary, formatJson(this.#entries));
      renameSync(temporary, join(this.#directory, NAME));
      return succeed(undefined);
    } catch (error) {
      rmSync(temporary, { force: true });
      return fail({ kind: 'results', summary: `"${NAME}" cannot be written: ${messageOf(error)}` });
    }
  }
}

function readExisting(directory: string): Result<Map<string, unknown>> {
  let text: string;
  try {
    text = readFileSync(join(directory, NAME), 'utf8');
  } catch {
    return succeed(new Map());
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('it is not a JSON object');
    return succeed(new Map(Object.entries(value)));
  } catch (error) {
    return fail({ kind: 'results', summary: `The kept "${NAME}" is started anew: ${messageOf(error)}` });
  }
}
