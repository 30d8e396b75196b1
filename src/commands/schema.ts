import { globalFile } from '../config/schema/global.ts';
import { toJsonSchema } from '../config/schema/json-schema.ts';
import { buildFile } from '../config/schema/step.ts';
import type { Failure } from '../failure.ts';
import { printJson } from './print.ts';

/** Prints the JSON Schema of the build file, or of the global file. */
export async function schema(isGlobal: boolean): Promise<Failure | null> {
  printJson(
    isGlobal
      ? toJsonSchema(globalFile, 'Global configuration of buildrunner')
      : toJsonSchema(buildFile, 'Build file of buildrunner'),
  );
  return null;
}
