import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** A test file that has been compiled. */
export interface CompiledTest {
  readonly name: string;
  /** The program that runs it, and what that is told to run. */
  readonly argv: readonly [program: string, file: string];
}

const PROGRAM = fileURLToPath(new URL('child.ts', import.meta.url));
const SUITE = fileURLToPath(new URL('suite.ts', import.meta.url));

/**
 * Compiles test files with all that they import, but for packages: together that takes a second, and a file of them
 * starts three times as fast as one that is compiled while it is loaded.
 *
 * @param names of the files, from the working directory.
 * @param directory where the result is put; it or a folder above it must have the packages in its `node_modules`.
 * @throws with the compiler's messages.
 */
export async function compileTests(names: readonly string[], directory: string): Promise<CompiledTest[]> {
  const tests = names.map((name, index) => ({ name, file: `test-${index}` }));
  await build({
    entryPoints: [{ in: PROGRAM, out: 'child' }, ...tests.map(({ name, file }) => ({ in: resolve(name), out: file }))],
    ...{ outdir: directory, bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20' },
    ...{ packages: 'external', sourcemap: 'linked', sourcesContent: false, logLevel: 'silent' },
    outExtension: { '.js': '.mjs' },
    define: { 'import.meta.url': 'sourceUrl' },
    plugins: [supervised, located],
  });
  const at = (name: string) => join(directory, `${name}.mjs`);
  return tests.map(({ name, file }) => ({ name, argv: [at('child'), at(file)] }));
}

/** A test file's `import … from 'uvu'` gets the supervised suite, which itself gets the real uvu. */
const supervised: Plugin = {
  name: 'supervised',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^uvu$/ }, ({ importer }) => (importer === SUITE ? undefined : { path: SUITE }));
  },
};

/** What looks for files beside its own source finds them. */
const located: Plugin = {
  name: 'located',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.m?ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const url = JSON.stringify(pathToFileURL(path).href);
      // On the first line, so that all lines keep their numbers.
      return text.includes('import.meta.url') ? { contents: `const sourceUrl = ${url}; ${text}`, loader: 'ts' } : null;
    });
  },
};
