/**
 * Makes dist/buildrunner.cjs: the whole program with its packages in one file, so that a host without a registry needs
 * node, docker and this file. Beside it stand caches that make it start faster, see code-cache.js and bin/start.js.
 *
 * Reading 800 KB of JavaScript costs a third of the time that node itself takes to start. So only the front, which
 * answers `--version`, `--help` and wrong flags, stands there as code; the rest, from src/commands/run.ts on, stands
 * behind it in a comment, which node skips, and is compiled when the front imports it. Each part has its own copy of
 * what both use (src/failure.ts), so what passes between them is plain data.
 *
 * The second line of the file is `// ID OFFSET`: caches are named by the id, and the rest begins at the offset.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { recordCodeCaches } from './code-cache.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const source = process.argv[2] ?? `${root}src`;
const target = process.argv[3] ?? `${root}dist/buildrunner.cjs`;
const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));

/** Stands for the end of a comment within the rest. */
const INNER_END = '*~/';

/** Some packages ask for their own address, which a CommonJS file has under another name. */
const banner = 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;';
/** Makes the file a program of its own beside being what bin/ loads. */
const footer = 'if (require.main === module) module.exports.main(process.argv.slice(2), "buildrunner");';

/**
 * What the front gets for src/commands/run.ts. All is ASCII, and read as such it takes half the time; bin/start.js has
 * read it already. Errors in the rest are reported with their line in the whole file, which has no path: a cache keeps
 * that of the program that made it. V8 itself compares no more of a text with its cache than the length.
 */
const loader = `
  const { readFileSync } = require('node:fs');
  const text = bundleText ?? readFileSync(__filename, 'latin1');
  const [, id, offset] = /\\n\\/\\/ (\\w+) (\\d+)\\n/.exec(text);
  let cachedData;
  try {
    cachedData = readFileSync(require('node:path').join(__dirname, \`rest-\${id}.cache\`));
  } catch {
    // It works without.
  }
  const code = text.slice(offset, text.lastIndexOf('*/')).replaceAll(${JSON.stringify(INNER_END)}, '*/');
  const lineOffset = text.slice(0, offset).split('\\n').length - 1;
  const script = new (require('node:vm').Script)(code, { filename: 'buildrunner.cjs', lineOffset, cachedData });
  script.runInThisContext()(module, exports, require, bundleUrl);
`;

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

const rest = await bundle(`${source}/commands/run.ts`, {
  banner: { js: '(function (module, exports, require, bundleUrl) {' },
  footer: { js: '})' },
});
if (rest.includes(INNER_END)) throw new Error(`"${INNER_END}" stands in the bundled code: choose another mark`);
const front = await bundle(`${source}/main.ts`, {
  plugins: [leaveOutRest(loader)],
  banner: { js: `${banner}\nconst bundleText = module.text;` },
  footer: { js: footer },
});
const id = createHash('sha256').update(front).update(rest).digest('hex').slice(0, 16);
const withOffset = (/** @type {number} */ offset) =>
  `#!/usr/bin/env node\n// ${id} ${String(offset).padStart(8, '0')}\n${front}\n/*`;
const whole = `${withOffset(withOffset(0).length)}${rest.replaceAll('*/', INNER_END)}*/\n`;

const caches = await recordCodeCaches(whole, `${root}bin/start.js`);
const folder = dirname(target);
await mkdir(folder, { recursive: true });
for (const [part, cache] of Object.entries(caches)) await writeInPlace(join(folder, `${part}-${id}.cache`), cache);
await writeInPlace(target, whole, 0o755);
for (const name of await readdir(folder)) {
  if (name.endsWith('.cache') && !name.includes(id)) await rm(join(folder, name));
}
const kilobytes = (/** @type {string | Buffer} */ content) => Math.round(content.length / 1024);
console.log(
  `built ${target} (${kilobytes(whole)} KiB, ${kilobytes(front)} of them read at the start) and ${kilobytes(caches.front)} + ${kilobytes(caches.rest)} KiB of compiled code`,
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
