import type { EngineApi } from '../engine-api/engine-api.ts';

/** Those of the images that the engine has under their names. One that it does not answer for counts as not there. */
export async function askLocalImages(api: EngineApi, names: readonly string[]): Promise<ReadonlySet<string>> {
  const answers = await Promise.all(names.map((name) => api.ask(`/images/${encodeURI(name)}/json`)));
  return new Set(names.filter((_, index) => answers[index] !== null));
}
