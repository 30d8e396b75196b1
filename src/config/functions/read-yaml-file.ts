import { resolve } from 'node:path';
import { formatDiagnostic } from '../diagnostic.ts';
import { readDocument } from '../document.ts';
import type { GeneratedFile } from '../generated.ts';
import { readSource } from '../read-file.ts';
import { readArguments, textArgument } from '../template/arguments.ts';
import { renderSource } from '../template/render.ts';
import { TemplateError } from '../template/template-error.ts';
import type { TemplateFunction, TemplateValue } from '../template/value.ts';
import { toTemplateValue } from '../template/yaml-value.ts';

/**
 * `read_yaml_file('data.yaml')`: the value of another file, relative to the build directory. That file is a template
 * too, which sees the variables and none of our functions nor `env` (buildrunner 3.27).
 */
export function readYamlFileFunction(
  buildDirectory: string,
  variables: ReadonlyMap<string, TemplateValue>,
  onGenerated: (file: GeneratedFile) => void = () => {},
): TemplateFunction {
  return {
    kind: 'function',
    name: 'read_yaml_file',
    call: (given) => {
      const { filename } = readArguments('read_yaml_file', given, ['filename'], 1);
      const name = textArgument('read_yaml_file', filename, given.at);
      const file = readSource(resolve(buildDirectory, name), buildDirectory);
      if (file.kind === 'missing') {
        throw new TemplateError(given.at, `"${name}" does not exist`, 'Correct the path, or make the file');
      }
      if (file.kind === 'problem') throw new TemplateError(given.at, file.problem.message, file.problem.next);
      const document = readDocument(file.source, renderSource(file.source, variables, null));
      if (document.ok) {
        onGenerated({ path: name, text: document.value.rendered });
        return toTemplateValue(document.value.value);
      }
      const [first = ''] = document.problems.flatMap(formatDiagnostic);
      throw new TemplateError(given.at, `"${name}" cannot be used: ${first}`, 'Correct that file');
    },
  };
}
