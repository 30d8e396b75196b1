/**
 * Makes dist/buildrunner.cjs: the whole program with its packages in one file, so that a host without a registry needs
 * node, docker and this file.
 *
 * Reading 800 KB of JavaScript costs a third of the time that node itself takes to start. So only the front, which
 * answers `--version`, `--help` and wrong flags, stands there as code; the rest, from src/commands/run.ts on, stands
 * behind it in a comment, which node skips, and is compiled when the front imports it. Each part has its own copy of
 * what both use (src/failure.ts), so what passes between them is plain data.
 */
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
const source = process.argv[2] ?? `${root}src`;
const target = process.argv[3] ?? `${root}dist/buildrunner.cjs`;
const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));

/** Begins the comment that holds the rest. */
const MARK = '\n/*rest\n';
/** Stands for the end of a comment within the rest. */
const INNER_END = '*~/';

/** Some packages ask for their own address, which a CommonJS file has under another name. */
const banner = '#!/usr/bin/env node\nconst bundleUrl = require("node:url").pathToFileURL(__filename).href;';
/** Makes the file a program of its own beside being what bin/ loads. */
const footer = 'if (require.main === module) module.exports.main(process.argv.slice(2), "buildrunner");';

/** What the front gets for src/commands/run.ts. Errors in the rest are reported with their line in the whole file. */
const loader = `
  const text = require('node:fs').readFileSync(__filename, 'utf8');
  const start = text.lastIndexOf(${JSON.stringify(MARK)}) + ${MARK.length};
  const code = text.slice(start, text.lastIndexOf('*/')).replaceAll(${JSON.stringify(INNER_END)}, '*/');
  const rest = require('node:vm').compileFunction(code, ['module', 'exports', 'require', 'bundleUrl'], {
    filename: __filename,
    lineOffset: text.slice(0, start).split('\\n').length - 1,
  });
  rest(module, exports, require, bundleUrl);
`;

/** @type {import('esbuild').Plugin} */
const leaveOutRest = {
  name: 'leave out the rest',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/commands\/run\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: 'rest', namespace: 'rest' } : null,
    );
    onLoad({ filter: /^rest$/, namespace: 'rest' }, () => ({ contents: loader, loader: 'js' }));
  },
};

/**
 * @param {string} entry
 * @param {import('esbuild').BuildOptions} options
 */
async function bundle(entry, options) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    write: false,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // There is no importing in code that is compiled like this; what is imported late is required late.
    supported: { 'dynamic-import': false },
    // Names stay, for stack traces that can be read; blanks and comments cost start-up time.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    define: { 'import.meta.url': 'bundleUrl', BUILDRUNNER_VERSION: JSON.stringify(version) },
    logLevel: 'warning',
    ...options,
  }).catch(() => process.exit(1)); // esbuild has said what is wrong.
  return outputFiles?.[0]?.text ?? '';
}

const front = await bundle(`${source}/main.ts`, {
  plugins: [leaveOutRest],
  banner: { js: banner },
  footer: { js: footer },
});
const rest = await bundle(`${source}/commands/run.ts`, {});
if (rest.includes(INNER_END)) throw new Error(`"${INNER_END}" stands in the bundled code: choose another mark`);
const whole = `${front}${MARK}${rest.replaceAll('*/', INNER_END)}*/\n`;

// Renamed into place, so that a program that starts meanwhile sees the old file or the new one.
const unfinished = `${target}.${process.pid}`;
await mkdir(dirname(target), { recursive: true });
await writeFile(unfinished, whole);
await chmod(unfinished, 0o755);
await rename(unfinished, target);
console.log(
  `built ${target} (${Math.round(whole.length / 1024)} KiB, ${Math.round(front.length / 1024)} of them read at the start)`,
);
