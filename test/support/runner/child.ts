/**
 * Runs one test file in a process of its own: `child FILE [NAME FILTER]`, both compiled together, reporting over Node's
 * channel.
 */
import { pathToFileURL } from 'node:url';
import { isMatch } from './filter.ts';
import type { Message } from './message.ts';

const [file = '', filter = ''] = process.argv.slice(2);
const report = (message: Message): void => {
  process.send?.(message);
};

// Read by uvu when it is loaded: it queues and waits for `exec`.
Object.assign(globalThis, { UVU_DEFER: 1, UVU_INDEX: 0, UVU_QUEUE: [[null]] });
const { runSuites, superviseSuites } = await import('./suite.ts');

superviseSuites({ accepts: (name) => isMatch(name, filter), report });
try {
  await import(pathToFileURL(file).href);
} catch (error) {
  report({ kind: 'problem', text: `cannot be loaded: ${error instanceof Error ? error.stack : String(error)}` });
}
const finished: Message = { kind: 'finished', ...(await runSuites()) };
// Only when it has been written, and with it all before: a runner that is busy for a while leaves the channel full, and
// what waits to be written then is lost. After that this ends by itself. The runner waits a little, and names the file
// when something keeps it up.
process.send?.(finished, undefined, undefined, () => process.disconnect());
