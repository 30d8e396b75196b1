import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadGlobalConfiguration } from '../../src/config/load-global.ts';
import type { Result } from '../../src/failure.ts';
import { loadFrom, run } from './loading.ts';

/** The folder of a set of fixtures that are single files. */
export function folderOfFixture({ fixture }: { readonly fixture: string }): string {
  return fileURLToPath(new URL(`../../fixtures/${fixture}/`, import.meta.url));
}

/** The names of the files of a folder that end so, without the ending. */
export function casesIn(folder: string, ending: string): string[] {
  return readdirSync(folder)
    .flatMap((name) => (name.endsWith(ending) ? name.slice(0, -ending.length) : []))
    .sort();
}

/** Loads a file as the build file, or as a global file where its name says so. */
export function loadCase(folder: string, name: string): Promise<Result<unknown>> {
  if (!name.startsWith('global-')) return loadFrom(folder, { file: `${name}.yaml` });
  return loadGlobalConfiguration({
    ...{ buildDirectory: folder, homeDirectory: null, environment: {}, userId: 0, run, temporaryDirectory: folder },
    ...{ globalConfig: `${name}.yaml`, systemDirectory: '/nonexistent' },
  });
}
