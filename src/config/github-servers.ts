import type { YamlValue } from './build-file.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { ConfigurationDocument } from './document.ts';
import { isYamlMap } from './yaml/value.ts';

/**
 * The servers of `github` that have no endpoint in any of the global files, of which one may add to another (buildrunner
 * 3.27); each at its key in the last file that has it.
 */
export function findServersWithoutEndpoint(
  merged: ReadonlyMap<YamlValue, YamlValue>,
  documents: readonly ConfigurationDocument[],
): Diagnostic[] {
  return serversOf(merged).flatMap(([alias, server]) => {
    if (typeof alias !== 'string' || !isYamlMap(server) || typeof server.get('endpoint') === 'string') return [];
    const last = documents.findLast(({ value }) => serversOf(value).some(([name]) => name === alias));
    const message = `"github.${alias}.endpoint" is missing`;
    return last === undefined ? [] : [last.problemAtKey(['github', alias], message, 'Add the key')];
  });
}

function serversOf(file: YamlValue): readonly (readonly [YamlValue, YamlValue])[] {
  const servers = isYamlMap(file) ? file.get('github') : undefined;
  return isYamlMap(servers) ? [...servers] : [];
}
