import { choiceFlag, switchFlag, textFlag, valueFlag, type AnyFlag, type FlagReader } from './flag.ts';
import type { BuildOptions } from './options.ts';
import { readLabels, readNames, readNumber, readSeconds } from './values.ts';

/** Seconds; as in buildrunner 3.27. */
const DEFAULT_DOCKER_TIMEOUT = 600;

const file = textFlag({
  long: 'file',
  short: 'f',
  placeholder: 'FILE',
  group: 'What to build',
  help: 'build file, relative to the build directory (default: buildrunner.yaml)',
});

const stepNames = {
  long: 'steps',
  short: 's',
  placeholder: 'NAME,...',
  group: 'What to build',
  help: 'only these steps, in the order of the build file; may be repeated (default: all)',
} as const;
const steps = { ...stepNames, absent: [], read: (texts: readonly string[]) => readNames(stepNames, texts) };

const buildNumber = textFlag({
  long: 'build-number',
  short: 'n',
  placeholder: 'TEXT',
  group: 'What to build',
  help: 'number of this build, part of its id and of default tags (default: the time in seconds since 1970)',
});

const isPrintGeneratedFiles = switchFlag({
  long: 'print-generated-files',
  group: 'What to build',
  help: 'show the configuration files with their templates filled in, check them, and stop',
});

const directory = textFlag({
  long: 'directory',
  short: 'd',
  placeholder: 'DIR',
  group: 'Where',
  help: 'build directory: the checkout with the build file (default: the current directory)',
});

const resultsDirectory = textFlag({
  long: 'build-results-directory',
  short: 'b',
  placeholder: 'DIR',
  group: 'Where',
  help: 'where logs and artifacts go, emptied first (default: buildrunner.results in the build directory)',
});

const isKeepStepArtifacts = switchFlag({
  long: 'keep-step-artifacts',
  group: 'Where',
  help: 'do not empty the results directory first',
});

const globalConfig = textFlag({
  long: 'global-config',
  short: 'c',
  placeholder: 'FILE',
  group: 'Where',
  help:
    'global configuration file, relative to the build directory; it is read after those of /etc/buildrunner and of ' +
    'the home directory (default: .buildrunner.yaml)',
});

const isCleanCache = switchFlag({
  long: 'clean-cache',
  group: 'Where',
  help: 'empty the caches (global key "caches-root") before the build',
});

const isPush = switchFlag({
  long: 'push',
  group: 'Images',
  help: 'push images and packages when all steps have passed (default: only tag)',
});

const platform = textFlag({
  long: 'platform',
  placeholder: 'OS/ARCH',
  group: 'Images',
  help: "platform of every build and run, such as linux/arm64 (default: the build file's, else the engine's)",
});

const isDisableMultiPlatform = switchFlag({
  long: 'disable-multi-platform',
  group: 'Images',
  help: 'build each image for one platform only',
});

const isLocalImages = switchFlag({
  long: 'local-images',
  group: 'Images',
  help: 'pull only what the engine does not have, as if every build and run said "pull: false"',
});

const isCleanupImages = switchFlag({
  long: 'cleanup-images',
  group: 'Images',
  help: 'remove the images that the build has made when it ends (default: keep them)',
});

const isKeepImages = switchFlag({
  long: 'keep-images',
  group: 'Images',
  help: 'accepted and without effect: images are kept anyway',
});

const scanEnabled = choiceFlag(
  { long: 'security-scan-enabled', group: 'Image scan', help: 'overrides the global key "security-scan.enabled"' },
  ['true', 'false'],
);

const scanner = choiceFlag(
  { long: 'security-scan-scanner', group: 'Image scan', help: 'overrides "security-scan.scanner"' },
  ['trivy'],
);

const scannerVersion = textFlag({
  long: 'security-scan-version',
  placeholder: 'VERSION',
  group: 'Image scan',
  help: 'overrides "security-scan.version"',
});

const scanConfigFile = textFlag({
  long: 'security-scan-config-file',
  placeholder: 'FILE',
  group: 'Image scan',
  help: 'YAML file whose keys are laid over "security-scan.config", relative to the build directory',
});

const scanMaxScoreThreshold = valueFlag(
  {
    long: 'security-scan-max-score-threshold',
    placeholder: 'NUMBER',
    group: 'Image scan',
    help: 'overrides "security-scan.max-score-threshold"',
  },
  undefined,
  readNumber,
);

const isDebug = switchFlag({
  long: 'debug',
  short: 'x',
  group: 'Output',
  help: 'say more: every command that is run and the template variables',
});

const isLogGeneratedFiles = switchFlag({
  long: 'log-generated-files',
  group: 'Output',
  help: 'show the configuration files with their templates filled in, then build',
});

const isDisableTimestamps = switchFlag({
  long: 'disable-timestamps',
  group: 'Output',
  help: 'no time before each line (build.log keeps it)',
});

const isNoColor = switchFlag({
  long: 'no-color',
  group: 'Output',
  help: 'no colour (default: colour on a terminal, unless NO_COLOR is set)',
});

const dockerTimeout = valueFlag(
  {
    long: 'docker-timeout',
    short: 't',
    placeholder: 'SECONDS',
    group: 'Docker',
    help: `how long the engine may take to answer (default: ${DEFAULT_DOCKER_TIMEOUT})`,
  },
  DEFAULT_DOCKER_TIMEOUT * 1000,
  readSeconds,
);

const containerLabels = valueFlag(
  {
    long: 'container-labels',
    placeholder: 'KEY=VALUE,...',
    group: 'Docker',
    help: 'labels for everything that is made on the engine',
  },
  new Map<string, string>(),
  readLabels,
);

const isPublishPorts = switchFlag({
  long: 'publish-ports',
  group: 'Docker',
  help: 'publish the ports of steps on this host; not for build servers',
});

/** The flags of a build, in the order of the help. */
export const BUILD_FLAGS: readonly AnyFlag[] = [
  file,
  steps,
  buildNumber,
  isPrintGeneratedFiles,
  directory,
  resultsDirectory,
  globalConfig,
  isKeepStepArtifacts,
  isCleanCache,
  isPush,
  platform,
  isDisableMultiPlatform,
  isLocalImages,
  isCleanupImages,
  isKeepImages,
  scanEnabled,
  scanner,
  scannerVersion,
  scanConfigFile,
  scanMaxScoreThreshold,
  isLogGeneratedFiles,
  isDebug,
  isDisableTimestamps,
  isNoColor,
  dockerTimeout,
  containerLabels,
  isPublishPorts,
];

/** Those that say which configuration is read, and what its templates see. */
export const CONFIGURATION_FLAGS: readonly AnyFlag[] = [
  file,
  steps,
  buildNumber,
  directory,
  globalConfig,
  { ...isPush, group: 'What to build', help: 'read it as a build that pushes does (BUILDRUNNER_DO_PUSH in templates)' },
  { ...platform, group: 'What to build', help: 'read it as a build for this platform does (BUILDRUNNER_ARCH)' },
];

/** Takes the flags of a build; what is wrong with them is told by the reader at the end. */
export function takeBuildOptions(reader: FlagReader): BuildOptions {
  return {
    ...takePaths(reader),
    ...takeSwitches(reader),
    containerLabels: reader.take(containerLabels),
    // An empty number is none, so that a wrapper may pass on a variable that is not set.
    buildNumber: reader.take(buildNumber) || undefined,
    dockerTimeout: reader.take(dockerTimeout),
    platform: reader.take(platform),
    steps: reader.take(steps),
    securityScan: takeSecurityScan(reader),
  };
}

function takePaths(reader: FlagReader) {
  return {
    globalConfig: reader.take(globalConfig),
    directory: reader.take(directory),
    resultsDirectory: reader.take(resultsDirectory),
    file: reader.take(file),
  };
}

function takeSwitches(reader: FlagReader) {
  return {
    isDebug: reader.take(isDebug),
    isPush: reader.take(isPush),
    isKeepImages: reader.take(isKeepImages),
    isCleanupImages: reader.take(isCleanupImages),
    isLocalImages: reader.take(isLocalImages),
    isKeepStepArtifacts: reader.take(isKeepStepArtifacts),
    isCleanCache: reader.take(isCleanCache),
    isPublishPorts: reader.take(isPublishPorts),
    isDisableTimestamps: reader.take(isDisableTimestamps),
    isNoColor: reader.take(isNoColor),
    isPrintGeneratedFiles: reader.take(isPrintGeneratedFiles),
    isLogGeneratedFiles: reader.take(isLogGeneratedFiles),
    isDisableMultiPlatform: reader.take(isDisableMultiPlatform),
  };
}

function takeSecurityScan(reader: FlagReader): BuildOptions['securityScan'] {
  const enabled = reader.take(scanEnabled);
  return {
    enabled: enabled === undefined ? undefined : enabled === 'true',
    scanner: reader.take(scanner),
    version: reader.take(scannerVersion),
    configFile: reader.take(scanConfigFile),
    maxScoreThreshold: reader.take(scanMaxScoreThreshold),
  };
}
