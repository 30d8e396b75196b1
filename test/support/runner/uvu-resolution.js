/** Module hook: a test file's `import … from 'uvu'` gets the supervised suite, which itself gets the real uvu. */

const supervised = new URL('./suite.ts', import.meta.url).href;

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, nextResolve) {
  const isTestFile = specifier === 'uvu' && context.parentURL !== supervised;
  return nextResolve(isTestFile ? supervised : specifier, context);
}
