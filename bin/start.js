'use strict';

const { join } = require('node:path');

/**
 * Starts the built single file under the name that the user called. CommonJS and without an `import`, because loading
 * Node's ECMAScript module loader costs more than half of the time that `--version` may take.
 *
 * @param {string} programName
 */
function start(programName) {
  const built = join(__dirname, '..', 'dist', 'buildrunner.cjs');
  try {
    require.resolve(built);
  } catch {
    console.error(`"${built}" is missing, so this checkout has not been built yet`);
    console.error('Run "npm run build" in the checkout.');
    process.exitCode = 1;
    return;
  }
  require(built).main(process.argv.slice(2), programName);
}

module.exports = { start };
