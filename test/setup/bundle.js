/**
 * Makes dist/buildrunner.cjs: the whole program with its packages in one file, so that a host without a registry needs
 * node, docker and this file. Beside it stand caches that make it start faster, see code-cache.js and bin/start.js.
 *
 * Reading a megabyte of JavaScript takes longer than node itself takes to start. So what the program imports late stands
 * in parts of its own. Only the front, which answers `--version`, `--help` and wrong flags, stands there as code; the
 * other parts stand behind it in a comment, which node skips, and each is read and compiled when it is imported.
 *
 * The second line of the file is `// ID LENGTH LINES`: the caches are named by the id, and the parts begin behind so many
 * bytes and lines.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { recordCodeCaches } from './code-cache.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const source = process.argv[2] ?? `${root}src`;
const target = process.argv[3] ?? `${root}dist/buildrunner.cjs`;
const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));

/** Stands for the end of a comment within the parts. */
const INNER_END = '*~/';

/** How both passes of the bundler write code. Names stay, for stack traces that can be read. */
const STYLE = /** @type {const} */ ({
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  charset: 'ascii',
  logLevel: 'warning',
});

/** What the bundler makes of the program: a module for the front, and one for each that is imported late or shared. */
const { outputFiles, metafile } = await build({
  ...STYLE,
  entryPoints: [`${source}/main.ts`],
  outdir: '.',
  write: false,
  metafile: true,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  define: { 'import.meta.url': 'bundleUrl', BUILDRUNNER_VERSION: JSON.stringify(version) },
}).catch(() => process.exit(1)); // esbuild has said what is wrong.

/** The modules as functions of CommonJS, by the names that they import each other under. */
const chunks = new Map();
for (const { path, text } of outputFiles) {
  const { code } = await transform(text, { ...STYLE, format: 'cjs', supported: { 'dynamic-import': false } });
  chunks.set(`./${basename(path)}`, `(function(module,exports,require,bundleUrl){${code}})`);
}

/** What the front cannot do without. */
const inFront = new Set(['./main.js']);
for (const name of inFront) {
  for (const { path, kind } of metafile.outputs[basename(name)]?.imports ?? []) {
    if (kind === 'import-statement' && chunks.has(`./${path}`)) inFront.add(`./${path}`);
  }
}

/**
 * Where each part stands in the comment: `[first byte, bytes, lines before it]`.
 *
 * @type {Record<string, [number, number, number]>}
 */
const places = {};
let comment = '';
for (const [name, code] of chunks) {
  if (inFront.has(name)) continue;
  if (code.includes(INNER_END)) throw new Error(`"${INNER_END}" stands in the bundled code: choose another mark`);
  const text = code.replaceAll('*/', INNER_END);
  places[name] = [comment.length, text.length, comment.split('\n').length - 1];
  comment += `${text}\n`;
}

/**
 * Loads modules. All is ASCII, so that bytes are characters. The file stays open, for another build of the program may be
 * put in its place. Errors are reported with their line in the whole file, which has no path: a cache keeps that of the
 * program that made it. V8 itself compares no more of a text with its cache than the length.
 */
const front = `
const { openSync, readSync } = require('node:fs');
const { Script } = require('node:vm');
const bundleUrl = require('node:url').pathToFileURL(__filename).href;
const places = ${JSON.stringify(places)};
const chunks = {
${[...inFront].map((name) => `'${name}':${chunks.get(name)}`).join(',\n')}
};
const read = (file, at, length) => {
  const bytes = Buffer.allocUnsafeSlow(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, at));
};
const program = module.file ?? openSync(__filename, 'r');
const [, id, start, lines] = /(\\w+) (\\d+) (\\d+)\\n/.exec(read(program, 0, 80).latin1Slice());
const readCache = (() => {
  try {
    const file = openSync(require('node:path').join(__dirname, \`parts-\${id}.cache\`), 'r');
    const head = read(file, 0, 8192).latin1Slice();
    const end = head.indexOf('\\n');
    const cached = JSON.parse(head.slice(0, end));
    return (name) => cached[name] && read(file, end + 1 + cached[name][0], cached[name][1]);
  } catch {
    return () => undefined; // It works without.
  }
})();
const compile = (name) => {
  const [at, length, line] = places[name];
  const code = read(program, Number(start) + at, length).latin1Slice().replaceAll('${INNER_END}', '*/');
  const options = { filename: 'buildrunner.cjs', lineOffset: Number(lines) + line, cachedData: readCache(name) };
  return new Script(code, options).runInThisContext();
};
const loaded = {};
const load = (name) => {
  if (!name.startsWith('./')) return require(name);
  if (loaded[name] === undefined) {
    const chunk = (loaded[name] = { exports: {} });
    (chunks[name] ?? compile(name))(chunk, chunk.exports, load, bundleUrl);
  }
  return loaded[name].exports;
};
module.exports = load('./main.js');
if (require.main === module) module.exports.main(process.argv.slice(2), 'buildrunner');
`;
const id = createHash('sha256').update(front).update(comment).digest('hex').slice(0, 16);
const lines = front.split('\n').length + 2;
const begin = (/** @type {number} */ length) =>
  `#!/usr/bin/env node\n// ${id} ${String(length).padStart(8, '0')} ${lines}\n${front}\n/*`;
const whole = `${begin(begin(0).length)}${comment}*/\n`;

const caches = await recordCodeCaches(whole, `${root}bin/start.js`, chunks);
const folder = dirname(target);
await mkdir(folder, { recursive: true });
for (const [name, cache] of Object.entries(caches)) await writeInPlace(join(folder, `${name}-${id}.cache`), cache);
await writeInPlace(target, whole, 0o755);
for (const name of await readdir(folder)) {
  if (name.endsWith('.cache') && !name.includes(id)) await rm(join(folder, name));
}
const kilobytes = (/** @type {string | Buffer} */ content) => Math.round(content.length / 1024);
console.log(
  `built ${target} (${kilobytes(whole)} KiB, ${kilobytes(front)} of them read at the start, the rest in ${Object.keys(places).length} parts) and ${kilobytes(caches.front)} + ${kilobytes(caches.parts)} KiB of compiled code`,
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
