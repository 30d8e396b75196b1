'use strict';

const { openSync, readFileSync, readSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { Script } = require('node:vm');

/**
 * Starts the built single file under the name that the user called. CommonJS and without an `import`, because loading
 * Node's ECMAScript module loader costs more than half of the time that `--version` may take.
 *
 * @param {string} programName
 */
function start(programName) {
  const built = join(__dirname, '..', 'dist', 'buildrunner.cjs');
  let file;
  try {
    file = openSync(built, 'r');
  } catch {
    console.error(`"${built}" is missing, so this checkout has not been built yet`);
    console.error('Run "npm run build" in the checkout.');
    process.exitCode = 1;
    return;
  }
  load(built, file).main(process.argv.slice(2), programName);
}

/**
 * Does what `require` does, but reads no more than the front of the file, as the ASCII that it is, and takes V8's cache
 * for it where there is one.
 *
 * @param {string} path
 * @param {number} file
 * @returns {{main: (argv: readonly string[], programName: string) => Promise<void>}}
 */
function load(path, file) {
  const [, id, length] = /\n\/\/ (\w+) (\d+)/.exec(read(file, 80)) ?? [];
  const text = read(file, Number(length));
  let cachedData;
  try {
    cachedData = readFileSync(join(dirname(path), `front-${id}.cache`));
  } catch {
    // It works without.
  }
  const code = `(function (exports, require, module, __filename, __dirname) {${text.slice(text.indexOf('\n'), -2)}\n})`;
  const module = { exports: { main: async () => {} }, file };
  const script = new Script(code, { filename: 'buildrunner.cjs', cachedData });
  script.runInThisContext()(module.exports, require, module, path, dirname(path));
  return module.exports;
}

/**
 * @param {number} file
 * @param {number} length
 */
function read(file, length) {
  const bytes = Buffer.allocUnsafeSlow(length);
  return bytes.toString('latin1', 0, readSync(file, bytes, 0, length, 0));
}

module.exports = { start };
