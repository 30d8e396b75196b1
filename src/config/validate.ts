import * as v from 'valibot';
import { inFileOrder, type Diagnostic } from './diagnostic.ts';
import type { Checked, ConfigurationDocument } from './document.ts';
import { toSchemaProblem, type SchemaProblem } from './schema/problem.ts';

/** Checks a value of a document by a schema and locates all that is wrong, in the order of the file. */
export function validate<Schema extends v.GenericSchema>(
  schema: Schema,
  document: ConfigurationDocument,
  value: unknown = document.value,
): Checked<v.InferOutput<Schema>> {
  const result = v.safeParse(schema, value);
  if (result.success) return { ok: true, value: result.output };
  const problems = result.issues.map(toSchemaProblem).map((problem) => locate(problem, document));
  return { ok: false, problems: inFileOrder(problems) };
}

function locate({ path, isKey, message, next }: SchemaProblem, document: ConfigurationDocument): Diagnostic {
  const subject = path.length === 0 ? 'The file' : `"${path.join('.')}"`;
  return (isKey ? document.problemAtKey : document.problemAt)(path, `${subject} ${message}`, next);
}
