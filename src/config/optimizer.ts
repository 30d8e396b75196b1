/** In characters; some 500 steps. */
const LARGE = 60_000;

/**
 * V8's settings for a large file. What reads and plans it runs a few thousand times, and then never again: by default
 * V8 optimizes all of it meanwhile, which takes twice as long as the work itself, also of the processors that the build
 * needs. So it is to begin five times as late. And as most of what is made stays, the space for what is new is to grow
 * in one step to what such files need.
 */
const FLAGS = ['--interrupt-budget=600000', '--semi-space-growth-factor=16'];

/** The flags are V8's own affair: another one may not know them, and would complain, or may do better without. */
const MEASURED_WITH = '11.';

/**
 * Prepares V8 for the text of a build file. Not for a small one: Node's own modules that are loaded later are compiled
 * anew under other flags.
 */
export async function prepareFor(text: string): Promise<void> {
  if (text.length < LARGE || !process.versions.v8.startsWith(MEASURED_WITH)) return;
  const { setFlagsFromString } = await import('node:v8');
  for (const flag of FLAGS) setFlagsFromString(flag);
}
