/**
 * Makes dist/buildrunner.cjs: the whole program with its packages in one file, so that a host without a registry needs
 * node, docker and this file. Beside it stand caches that make it start faster, see code-cache.js and bin/start.js, and a
 * source map, by which an internal error names places in the sources (src/internal-error.ts).
 *
 * Reading a megabyte of JavaScript takes longer than node itself takes to start. So what the program imports late stands
 * in parts of its own. Only the front, which answers `--version`, `--help` and wrong flags, stands there as code; the
 * other parts stand behind it in a comment, which node skips, and each is read and compiled when it is imported. What a
 * build of plain steps needs stands in two of them, for many small ones take longer.
 *
 * The second line of the file is `// ID LENGTH LINES`: the caches are named by the id, and the parts begin behind so many
 * bytes and lines.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { recordCodeCaches } from './code-cache.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const source = resolve(process.argv[2] ?? `${root}src`);
const target = process.argv[3] ?? `${root}dist/buildrunner.cjs`;
const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));

/** What every build of plain steps imports, by its path in the sources: at once, while answers come, and beside docker. */
const USUAL = [
  ['commands/build.ts'],
  [
    'commands/build-job.ts',
    'commands/configuration.ts',
    ...['step', 'pull', 'container'].map((name) => `execute/runners/${name}.ts`),
  ],
  ['copy', 'command', 'remove'].map((name) => `execute/runners/${name}.ts`),
];

/** Stands for the end of a comment within the parts. */
const INNER_END = '*~/';

/** How both passes of the bundler write code. */
const STYLE = /** @type {const} */ ({
  target: 'node20',
  minify: true,
  legalComments: 'none',
  charset: 'ascii',
  sourcesContent: false,
  logLevel: 'warning',
});

/** What the bundler makes of the program: a module for the front, and one for each that is imported late or shared. */
const { outputFiles, metafile } = await build({
  ...STYLE,
  absWorkingDir: root,
  entryPoints: [join(source, 'main.ts')],
  outdir: '.',
  write: false,
  metafile: true,
  sourcemap: 'inline',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  define: { 'import.meta.url': 'bundleUrl', BUILDRUNNER_VERSION: JSON.stringify(version) },
}).catch(() => process.exit(1)); // esbuild has said what is wrong.

/**
 * The modules by the names that they import each other under: each a member of an object, a function of CommonJS.
 *
 * @type {Map<string, {begin: string, code: string, map: object}>}
 */
const chunks = new Map();
for (const { path, text } of outputFiles) {
  const name = `./${basename(path)}`;
  const supported = { 'dynamic-import': false };
  const { code, map } = await transform(text, { ...STYLE, format: 'cjs', sourcemap: 'external', supported });
  const begin = `'${name}':(function(module,exports,require,bundleUrl){`;
  chunks.set(name, { begin, code: code.trimEnd(), map: JSON.parse(map) });
}

/** The late imports of the source files, by their paths in the sources. */
const lateImports = new Map(
  Object.entries(metafile.outputs).flatMap(([path, { entryPoint }]) =>
    entryPoint === undefined ? [] : [[relative(source, resolve(root, entryPoint)), `./${path}`]],
  ),
);

/**
 * These modules and all that they cannot do without.
 *
 * @param {readonly string[]} names
 */
function withImports(names) {
  const all = new Set(names);
  for (const name of all) {
    for (const { path, kind } of metafile.outputs[basename(name)]?.imports ?? []) {
      if (kind === 'import-statement' && chunks.has(`./${path}`)) all.add(`./${path}`);
    }
  }
  return all;
}

const inFront = withImports(['./main.js']);
/** What stands in the comment, part by part: the usual ones, and each other module in one of its own. */
const groups = [];
const placed = new Set(inFront);
for (const paths of USUAL) groups.push(unplaced(withImports(paths.map(toName))));
groups.push(...unplaced(chunks.keys()).map((name) => [name]));

/**
 * Those of them that are in no part yet, which they are from now on.
 *
 * @param {Iterable<string>} names
 */
function unplaced(names) {
  const taken = [...names].filter((name) => !placed.has(name));
  for (const name of taken) placed.add(name);
  return taken;
}

/**
 * The module of a source file that is imported late.
 *
 * @param {string} path
 */
function toName(path) {
  const name = lateImports.get(path);
  if (name === undefined) throw new Error(`"${path}" is not imported late: mend the list in bundle.js`);
  return name;
}

/**
 * An object that has these modules, as text.
 *
 * @param {Iterable<string>} names
 */
function toObject(names) {
  const members = [...names].map((name) => {
    const chunk = chunks.get(name);
    if (chunk === undefined) throw new Error(`there is no module "${name}"`);
    return `${chunk.begin}${chunk.code}}),\n`;
  });
  return `{\n${members.join('')}}`;
}

/**
 * In which part each module stands, and where that is in the comment: `[first byte, bytes, lines before it]`.
 *
 * @type {Record<string, [number, number, number]>}
 */
const places = {};
let comment = '';
for (const names of groups) {
  const code = `(${toObject(names)})`;
  if (code.includes(INNER_END)) throw new Error(`"${INNER_END}" stands in the bundled code: choose another mark`);
  const text = code.replaceAll('*/', INNER_END);
  for (const name of names) places[name] = [comment.length, text.length, comment.split('\n').length - 1];
  comment += `${text}\n`;
}

/**
 * Loads modules. All is ASCII, so that bytes are characters. The file stays open, for another build of the program may be
 * put in its place. Errors are reported with their line in the whole file, which has no path: a cache keeps that of the
 * program that made it. V8 itself compares no more of a text with its cache than the length. A module of node's is given
 * the shape of one that was bundled: the bundler's own way to that copies each of its members, for each import.
 */
const front = `
const { openSync, readSync } = require('node:fs');
const { Script } = require('node:vm');
const bundleUrl = require('node:url').pathToFileURL(__filename).href;
const places = ${JSON.stringify(places)};
const chunks = ${toObject(inFront)};
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
    return (line) => cached[line] && read(file, end + 1 + cached[line][0], cached[line][1]);
  } catch {
    return () => undefined; // It works without.
  }
})();
const compile = ([at, length, line]) => {
  const code = read(program, Number(start) + at, length).latin1Slice().replaceAll('${INNER_END}', '*/');
  const lineOffset = Number(lines) + line;
  return new Script(code, { filename: 'buildrunner.cjs', lineOffset, cachedData: readCache(lineOffset) });
};
const loaded = {};
const load = (name) => {
  if (loaded[name] === undefined) {
    if (name.startsWith('./')) {
      if (chunks[name] === undefined) Object.assign(chunks, compile(places[name]).runInThisContext());
      const chunk = (loaded[name] = { exports: {} });
      chunks[name](chunk, chunk.exports, load, bundleUrl);
    } else {
      const builtIn = require(name);
      const shape = { __esModule: { value: true }, default: { value: builtIn } };
      loaded[name] = { exports: Object.create(builtIn, shape) };
    }
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

const caches = await recordCodeCaches(whole, `${root}bin/start.js`);
const folder = dirname(target);
await mkdir(folder, { recursive: true });
for (const [name, cache] of Object.entries(caches)) await writeInPlace(join(folder, `${name}-${id}.cache`), cache);
await writeInPlace(`${target}.map`, JSON.stringify(toSourceMap(whole)));
await writeInPlace(target, whole, 0o755);
for (const name of await readdir(folder)) {
  if (name.endsWith('.cache') && !name.includes(id)) await rm(join(folder, name));
}
const kilobytes = (/** @type {string | Buffer} */ content) => Math.round(content.length / 1024);
console.log(
  `built ${target} (${kilobytes(whole)} KiB, ${kilobytes(front)} of them read at the start, the rest in ${groups.length} parts) and ${kilobytes(caches.front)} + ${kilobytes(caches.parts)} KiB of compiled code`,
);

/**
 * The map of the whole file: those of the modules, each from where it begins (an index map of the source map format).
 *
 * @param {string} text
 */
function toSourceMap(text) {
  const rows = new Map(text.split('\n').map((row, index) => [row.slice(0, row.indexOf('{') + 1), index]));
  const sections = [...chunks.values()].map(({ begin, map }) => {
    const line = rows.get(begin);
    if (line === undefined) throw new Error(`"${begin}" does not begin a line of the built file`);
    return { offset: { line, column: begin.length }, map };
  });
  return { version: 3, sections: sections.sort((one, other) => one.offset.line - other.offset.line) };
}

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
