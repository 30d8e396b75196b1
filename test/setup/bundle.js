/**
 * Makes dist/buildrunner.cjs: the whole program with its packages in one file, so that a host without a registry needs
 * node, docker and this file. Beside it stands a cache that makes it start faster, see code-cache.js.
 *
 * Reading 800 KB of JavaScript costs a third of the time that node itself takes to start. So only the front, which
 * answers `--version`, `--help` and wrong flags, stands there as code; the rest, from src/commands/run.ts on, stands
 * behind it in a comment, which node skips, and is compiled when the front imports it. Each part has its own copy of
 * what both use (src/failure.ts), so what passes between them is plain data.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { recordCodeCache } from './code-cache.js';

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

/**
 * What the front gets for src/commands/run.ts. All is ASCII, and read as such it takes half the time. Errors in the rest
 * are reported with their line in the whole file, which has no path: a cache keeps that of the program that made it.
 *
 * @param {string} id of the rest: a cache is for one text only, and V8 itself compares no more than the length.
 * @param {boolean} isRecording whether it writes its cache when it ends.
 */
const loader = (id, isRecording) => `
  const { readFileSync, writeFileSync } = require('node:fs');
  const text = readFileSync(__filename, 'latin1');
  const start = text.lastIndexOf(${JSON.stringify(MARK)}) + ${MARK.length};
  const code = text.slice(start, text.lastIndexOf('*/')).replaceAll(${JSON.stringify(INNER_END)}, '*/');
  let cachedData;
  try {
    cachedData = readFileSync(require('node:path').join(__dirname, ${JSON.stringify(cacheName(id))}));
  } catch {
    // It works without.
  }
  const script = new (require('node:vm').Script)(\`(function (module, exports, require, bundleUrl) {\${code}\\n})\`, {
    filename: 'buildrunner.cjs',
    lineOffset: text.slice(0, start).split('\\n').length - 1,
    cachedData,
  });
  ${isRecording ? "process.once('exit', () => writeFileSync(process.env.BUILDRUNNER_CODE_CACHE, script.createCachedData()));" : ''}
  script.runInThisContext()(module, exports, require, bundleUrl);
`;

/** @param {string} id */
function cacheName(id) {
  return `buildrunner-${id}.cache`;
}

/**
 * @param {string} contents
 * @returns {import('esbuild').Plugin}
 */
const leaveOutRest = (contents) => ({
  name: 'leave out the rest',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/commands\/run\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: 'rest', namespace: 'rest' } : null,
    );
    onLoad({ filter: /^rest$/, namespace: 'rest' }, () => ({ contents, loader: 'js' }));
  },
});

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
    charset: 'ascii',
    define: { 'import.meta.url': 'bundleUrl', BUILDRUNNER_VERSION: JSON.stringify(version) },
    logLevel: 'warning',
    ...options,
  }).catch(() => process.exit(1)); // esbuild has said what is wrong.
  return outputFiles?.[0]?.text ?? '';
}

const rest = await bundle(`${source}/commands/run.ts`, {});
if (rest.includes(INNER_END)) throw new Error(`"${INNER_END}" stands in the bundled code: choose another mark`);
const id = createHash('sha256').update(rest).digest('hex').slice(0, 16);

/** @param {boolean} isRecording */
async function program(isRecording) {
  const front = await bundle(`${source}/main.ts`, {
    plugins: [leaveOutRest(loader(id, isRecording))],
    banner: { js: banner },
    footer: { js: footer },
  });
  return { front, whole: `${front}${MARK}${rest.replaceAll('*/', INNER_END)}*/\n` };
}

const { front, whole } = await program(false);
const cache = await recordCodeCache((await program(true)).whole);
const folder = dirname(target);
await mkdir(folder, { recursive: true });
await writeInPlace(join(folder, cacheName(id)), cache);
await writeInPlace(target, whole, 0o755);
for (const name of await readdir(folder)) {
  if (/^buildrunner-\w+\.cache$/.test(name) && name !== cacheName(id)) await rm(join(folder, name));
}
const kilobytes = (/** @type {string | Buffer} */ content) => Math.round(content.length / 1024);
console.log(
  `built ${target} (${kilobytes(whole)} KiB, ${kilobytes(front)} of them read at the start) and ${kilobytes(cache)} KiB of compiled code`,
);

/**
 * Renamed into place, so that a program that starts meanwhile sees the old file or the new one.
 *
 * @param {string} path
 * @param {string | Buffer} content
 * @param {number} mode
 */
async function writeInPlace(path, content, mode = 0o644) {
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, content, { mode });
  await rename(unfinished, path);
}
