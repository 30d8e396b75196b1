import type { YamlValue } from '../config/build-file.ts';
import type { Environment } from './docker-address.ts';
import type { Identity, VersionControl } from './facts.ts';

export interface VariablesQuestion {
  readonly identity: Pick<Identity, 'buildNumber' | 'buildTime'>;
  readonly versionControl: VersionControl;
  /** `uname -m` style. */
  readonly machine: string;
  /** `--platform`. */
  readonly platform?: string | undefined;
  /** `-s`; empty: all. */
  readonly steps: readonly string[];
  readonly isPush: boolean;
}

/** Variables of our process that build files and containers see, by how their names begin (buildrunner 3.27). */
const PREFIXES = ['ARTIFACTORY_', 'BUILDRUNNER_', 'VCSINFO_', 'PACKAGER_', 'GAUNTLET_'] as const;

/** BUILDRUNNER_* and VCSINFO_* as build files see them, in the order of buildrunner 3.27. */
export function computedVariables(question: VariablesQuestion): ReadonlyMap<string, YamlValue> {
  const { identity, versionControl, machine, platform, steps, isPush } = question;
  const id = `${versionControl.branch}-${versionControl.release}-${identity.buildNumber}`;
  const variables: (readonly [string, YamlValue])[] = [
    ['BUILDRUNNER_ARCH', platform || machine],
    ['BUILDRUNNER_BUILD_NUMBER', identity.buildNumber],
    ['BUILDRUNNER_BUILD_ID', id],
    ['BUILDRUNNER_BUILD_DOCKER_TAG', toDockerTag(id)],
    ['BUILDRUNNER_BUILD_TIME', String(identity.buildTime)],
    ['BUILDRUNNER_STEPS', steps],
    ['VCSINFO_NAME', versionControl.name],
    ['VCSINFO_BRANCH', versionControl.branch],
    ['VCSINFO_NUMBER', versionControl.number],
    ['VCSINFO_ID', versionControl.id],
    ['VCSINFO_SHORT_ID', versionControl.shortId],
    ['VCSINFO_MODIFIED', versionControl.modified],
    ['VCSINFO_RELEASE', versionControl.release],
  ];
  return new Map(isPush ? [...variables, ['BUILDRUNNER_DO_PUSH', 1]] : variables);
}

/** The computed variables with what is laid over them: global `env`, then variables of our process by their prefix. */
export function overlayVariables(
  computed: ReadonlyMap<string, YamlValue>,
  globalEnvironment: ReadonlyMap<string, YamlValue>,
  environment: Environment,
): ReadonlyMap<string, YamlValue> {
  const own = Object.entries(environment).filter(([name]) => PREFIXES.some((prefix) => name.startsWith(prefix)));
  return new Map<string, YamlValue>([...computed, ...globalEnvironment, ...own]);
}

/**
 * A build id as a docker tag: lower case, each run of characters other than letters, digits, `_`, `.` and `-` as one
 * `-`; of ASCII alone, at most 128 characters, and beginning with none of `.` and `-`, as docker demands. What is too
 * long loses its beginning: commit and number at the end tell builds apart.
 */
export function toDockerTag(id: string): string {
  const legal = id.toLowerCase().replace(/[^-_.a-z0-9]+/g, '-');
  return legal.slice(-128).replace(/^[-.]+/, '') || '_';
}
