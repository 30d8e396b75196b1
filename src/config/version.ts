import type { YamlValue } from './build-file.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { ConfigurationDocument } from './document.ts';
import { describeYaml, isYamlFloat, isYamlMap } from './yaml/value.ts';

/** The version of the build file's language that this program understands. */
const UNDERSTOOD = { major: 3, minor: 27 };
/** From this version on the original, too, sorts steps by `depends`. */
const SORTED_SINCE = 2;

const NEXT = 'Write "version: 2.0"';

export interface FileVersion {
  readonly problems: readonly Diagnostic[];
  /** Whether the original would sort steps by `depends`. */
  readonly isSorted: boolean;
}

/** Checks `version` by its text: 3.9 comes before 3.10. */
export function checkVersion(document: ConfigurationDocument): FileVersion {
  const value = isYamlMap(document.value) ? document.value.get('version') : undefined;
  if (value === undefined || value === null) return { problems: [], isSorted: false };
  const match = /^(\d+)(?:\.(\d+))?$/.exec(document.writtenAt(['version']) ?? '');
  if (match === null || typeof value === 'boolean') {
    return refuse(document, `"version" must be a number such as 2.0, not ${describe(document, value)}`, NEXT);
  }
  const [major, minor] = [Number(match[1]), Number(match[2] ?? 0)];
  const isNewer = major > UNDERSTOOD.major || (major === UNDERSTOOD.major && minor > UNDERSTOOD.minor);
  if (!isNewer) return { problems: [], isSorted: major >= SORTED_SINCE };
  const understood = `${UNDERSTOOD.major}.${UNDERSTOOD.minor}`;
  const message = `"version" asks for ${match[0]}, and this program understands build files up to ${understood}`;
  return refuse(document, message, 'Take a newer version of the program, or a lower number');
}

/** A number as it is written: `-1`, `1e3`. */
function describe(document: ConfigurationDocument, value: YamlValue): string {
  const written = document.writtenAt(['version']);
  const isNumber = typeof value === 'number' || typeof value === 'bigint' || isYamlFloat(value);
  return isNumber && written !== null ? `the number ${written}` : describeYaml(value);
}

function refuse(document: ConfigurationDocument, message: string, next: string): FileVersion {
  return { problems: [document.problemAt(['version'], message, next)], isSorted: false };
}
