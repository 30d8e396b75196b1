import { tmpdir } from 'node:os';
import type { BuildOptions } from '../cli/options.ts';
import type { GlobalConfiguration, YamlValue } from '../config/build-file.ts';
import type { Diagnostic } from '../config/diagnostic.ts';
import type { GeneratedFile } from '../config/generated.ts';
import { loadBuildFile, type LoadedBuildFile } from '../config/load-build-file.ts';
import { loadGlobalConfiguration } from '../config/load-global.ts';
import { readScanOverrides } from '../config/scan-overrides.ts';
import { selectSteps } from '../config/select-steps.ts';
import type { Identity, Invoker, VersionControl } from '../facts/facts.ts';
import { gatherInvoker } from '../facts/invoker.ts';
import { computedVariables, overlayVariables } from '../facts/variables.ts';
import { succeed, type Result } from '../failure.ts';
import { wantsPlatforms } from '../plan/input.ts';
import type { RunCommand } from '../process/command.ts';
import type { Directories, Surroundings } from './surroundings.ts';
import type { VersionControlAnswer } from './version-control.ts';

export interface ConfigurationRequest {
  readonly options: BuildOptions;
  readonly surroundings: Surroundings;
  readonly directories: Directories;
  readonly run: RunCommand;
  readonly identity: Pick<Identity, 'buildNumber' | 'buildTime'>;
  readonly versionControl: VersionControlAnswer;
  /** Where a folder may be made for a while; absent: the system's folder for temporary files. */
  readonly temporaryDirectory?: string;
  /** Is given each file of the build after rendering; see `BuildFileRequest`. */
  readonly onGenerated?: (file: GeneratedFile) => void;
}

/** Everything that the files and the checkout say; no engine is needed for it. */
export interface Configuration {
  readonly buildFile: LoadedBuildFile;
  /** In the order in which they run. */
  readonly selectedSteps: readonly string[];
  readonly global: GlobalConfiguration;
  readonly versionControl: VersionControl;
  readonly invoker: Invoker;
  /** As templates see them. */
  readonly variables: ReadonlyMap<string, YamlValue>;
  /** Global files that were looked for, existing or not. */
  readonly globalFiles: readonly string[];
  /** The run file when it was looked up rather than named. */
  readonly runFile: string | null;
  /** What works, but not as the user may think. */
  readonly warnings: readonly Diagnostic[];
}

/** Reads the global files, then reads and checks the build file. */
export async function readConfiguration(request: ConfigurationRequest): Promise<Result<Configuration>> {
  const { options, surroundings, onGenerated } = request;
  const { environment } = surroundings;
  const { buildDirectory } = request.directories;
  const homeDirectory = surroundings.homeDirectory ?? null;
  const invoker = gatherInvoker();
  const { machine, userId } = invoker;
  const fetching = { run: request.run, temporaryDirectory: request.temporaryDirectory ?? tmpdir(), environment };
  const place = { buildDirectory, homeDirectory, ...fetching };
  const scan = readScanOverrides(options.securityScan, buildDirectory);
  if (!scan.ok) return scan;
  const overrides = scan.value;
  const [versionControl, global] = await Promise.all([
    request.versionControl,
    loadGlobalConfiguration({ ...place, globalConfig: options.globalConfig, userId, overrides }),
  ]);
  if (!global.ok) return global;
  if (!versionControl.ok) return versionControl;
  const { platform, steps, isPush } = options;
  const facts = { identity: request.identity, versionControl: versionControl.value, machine };
  const computed = computedVariables({ ...facts, platform, steps, isPush });
  const variables = overlayVariables(computed, global.value.env, environment);
  const telling = onGenerated === undefined ? {} : { onGenerated };
  const { buildTime } = request.identity;
  const own = { file: options.file, variables, global: global.value, buildTime };
  const loaded = await loadBuildFile({ ...place, ...telling, ...own });
  if (!loaded.ok) return loaded;
  const selected = selectSteps(loaded.value, steps);
  if (!selected.ok) return selected;
  return succeed({
    buildFile: loaded.value,
    selectedSteps: selected.value,
    global: global.value,
    versionControl: versionControl.value,
    invoker,
    variables,
    globalFiles: global.value.sought,
    runFile: options.file === undefined ? 'buildrunner.yaml' : null,
    warnings: [
      ...global.value.warnings,
      ...(wantsPlatforms({ buildFile: loaded.value, selectedSteps: selected.value })
        ? global.value.platformWarnings
        : []),
      ...loaded.value.warnings,
    ],
  });
}
