import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseCommandLine, type ProgramName } from '../../src/cli/parse.ts';
import type { BuildOptions, Invocation } from '../../src/cli/options.ts';
import { exitCodeOf, formatFailure, type Failure } from '../../src/failure.ts';

const NO_FLAGS: BuildOptions = {
  globalConfig: undefined,
  directory: undefined,
  resultsDirectory: undefined,
  file: undefined,
  isDebug: false,
  containerLabels: new Map(),
  buildNumber: undefined,
  dockerTimeout: 600_000,
  isPush: false,
  isKeepImages: false,
  isCleanupImages: false,
  isLocalImages: false,
  platform: undefined,
  isKeepStepArtifacts: false,
  isCleanCache: false,
  steps: [],
  isPublishPorts: false,
  isDisableTimestamps: false,
  isNoColor: false,
  isPrintGeneratedFiles: false,
  isLogGeneratedFiles: false,
  isDisableMultiPlatform: false,
  securityScan: {
    enabled: undefined,
    scanner: undefined,
    version: undefined,
    configFile: undefined,
    maxScoreThreshold: undefined,
  },
};

function invocationOf(argv: readonly string[], program: ProgramName = 'buildrunner'): Invocation {
  const result = parseCommandLine(argv, program);
  if (!result.ok) throw new Error(formatFailure(result.failure).join('\n'));
  return result.value;
}

function failureOf(argv: readonly string[], program: ProgramName = 'buildrunner'): Failure {
  const result = parseCommandLine(argv, program);
  if (result.ok) throw new Error(`accepted as ${result.value.command}`);
  return result.failure;
}

const options = suite('cli/parse: the flags of a build');

const scan = NO_FLAGS.securityScan;
const rows: readonly (readonly [readonly string[], Partial<BuildOptions>])[] = [
  [[], {}],
  [['-c', 'g.yaml'], { globalConfig: 'g.yaml' }],
  [['--global-config=g.yaml'], { globalConfig: 'g.yaml' }],
  [['-d', 'dir with blanks'], { directory: 'dir with blanks' }],
  [['-b', '../out'], { resultsDirectory: '../out' }],
  [['-fother.yaml'], { file: 'other.yaml' }],
  [['-f=other.yaml'], { file: 'other.yaml' }],
  [['--fi', 'a=b.yaml'], { file: 'a=b.yaml' }],
  [['-f', 'one', '--file', 'two'], { file: 'two' }],
  [['-xffile'], { isDebug: true, file: 'file' }],
  [['-x', '--debug'], { isDebug: true }],
  [['-n', '007'], { buildNumber: '007' }],
  [['--build-number=1.10'], { buildNumber: '1.10' }],
  [['-n', '-5'], { buildNumber: '-5' }],
  [['-n', '-'], { buildNumber: '-' }],
  [['-n', '-a b'], { buildNumber: '-a b' }],
  [['--build-number=-x'], { buildNumber: '-x' }],
  [['--build-number==x'], { buildNumber: '=x' }],
  [['-n', 'true'], { buildNumber: 'true' }],
  [['-n', 'plan'], { buildNumber: 'plan' }],
  [['-n', 'A b/c\nd'], { buildNumber: 'A b/c\nd' }],
  [['-n', ''], {}],
  [['--build-number='], {}],
  [['-t', '30'], { dockerTimeout: 30_000 }],
  [['-t', '30', '-t', '40'], { dockerTimeout: 40_000 }],
  [['--docker-timeout', '99999999'], { dockerTimeout: 2_147_483_000 }],
  [['-s', 'b,a', '-s', ' c '], { steps: ['b', 'a', 'c'] }],
  [['-s', 'a,,', '-s', ''], { steps: ['a'] }],
  [
    ['--container-labels', 'a=b,c=d=e,f='],
    {
      containerLabels: new Map([
        ['a', 'b'],
        ['c', 'd=e'],
        ['f', ''],
      ]),
    },
  ],
  [['--container-labels='], {}],
  [['--platform', 'linux/arm64'], { platform: 'linux/arm64' }],
  [['--push', '--keep-images', '--cleanup-images'], { isPush: true, isKeepImages: true, isCleanupImages: true }],
  [['--local-images', '--keep-step-artifacts'], { isLocalImages: true, isKeepStepArtifacts: true }],
  [['--clean-cache', '--publish-ports'], { isCleanCache: true, isPublishPorts: true }],
  [['--disable-timestamps', '--no-color'], { isDisableTimestamps: true, isNoColor: true }],
  [['--print-generated-files', '--log-gen'], { isPrintGeneratedFiles: true, isLogGeneratedFiles: true }],
  [['--disable-multi-platform'], { isDisableMultiPlatform: true }],
  [['--security-scan-enabled', 'false'], { securityScan: { ...scan, enabled: false } }],
  [['--security-scan-scanner=trivy'], { securityScan: { ...scan, scanner: 'trivy' } }],
  [['--security-scan-version', '1.0'], { securityScan: { ...scan, version: '1.0' } }],
  [['--security-scan-config-file', 'x.yaml'], { securityScan: { ...scan, configFile: 'x.yaml' } }],
  [['--security-scan-max-score-threshold', '7.50'], { securityScan: { ...scan, maxScoreThreshold: 7.5 } }],
];
for (const [argv, expected] of rows) {
  options(`reads ${JSON.stringify(argv)}`, () => {
    assert.equal(invocationOf(argv), { command: 'build', options: { ...NO_FLAGS, ...expected } });
  });
}
options.run();

const commands = suite('cli/parse: commands');

const commandRows: readonly (readonly [readonly string[], Invocation])[] = [
  [['plan'], { command: 'plan', options: NO_FLAGS, format: 'text' }],
  [['plan', '--format', 'sh', '--push'], { command: 'plan', options: { ...NO_FLAGS, isPush: true }, format: 'sh' }],
  [['--push', 'plan', '--form=json'], { command: 'plan', options: { ...NO_FLAGS, isPush: true }, format: 'json' }],
  [['validate'], { command: 'validate', options: NO_FLAGS, format: 'text' }],
  [
    ['validate', '-f', 'x', '--format', 'github'],
    { command: 'validate', options: { ...NO_FLAGS, file: 'x' }, format: 'github' },
  ],
  [
    ['-d', 'x', 'list', '--format=json', '--push'],
    { command: 'list', options: { ...NO_FLAGS, directory: 'x', isPush: true }, format: 'json' },
  ],
  [['explain'], { command: 'explain', key: undefined }],
  [['explain', 'run.cmd'], { command: 'explain', key: 'run.cmd' }],
  [['explain', 'schema'], { command: 'explain', key: 'schema' }],
  [['explain', '007'], { command: 'explain', key: '007' }],
  [['schema'], { command: 'schema', isGlobal: false }],
  [['schema', '--global'], { command: 'schema', isGlobal: true }],
  [['ps'], { command: 'ps', format: 'text' }],
  [['ps', '--format=json'], { command: 'ps', format: 'json' }],
  [['reap'], { command: 'reap', options: { isDryRun: false, isAll: false, labels: [] } }],
  [
    ['reap', '--dry-run', '--all', '--label', 'a=b=c', '--label', 'd'],
    {
      command: 'reap',
      options: {
        isDryRun: true,
        isAll: true,
        labels: [
          { key: 'a', value: 'b=c' },
          { key: 'd', value: null },
        ],
      },
    },
  ],
  [['--version'], { command: 'version' }],
  [['--vers', '-x'], { command: 'version' }],
  [['plan', '--version'], { command: 'version' }],
];
for (const [argv, expected] of commandRows) {
  commands(`reads ${JSON.stringify(argv)}`, () => assert.equal(invocationOf(argv), expected));
}

commands('gives buildrunner-cleanup the flags of a build, and a --version that removes nothing', () => {
  const expected = { command: 'cleanup', options: { ...NO_FLAGS, directory: 'x' } };
  assert.equal(invocationOf(['-d', 'x'], 'buildrunner-cleanup'), expected);
  assert.equal(invocationOf(['--version'], 'buildrunner-cleanup'), { command: 'version' });
});
commands.run();

const failures = suite('cli/parse: failures');

const failureRows: readonly (readonly [readonly string[], number, readonly string[]])[] = [
  [
    ['--puhs'],
    2,
    ['"--puhs" is no flag of "buildrunner"', 'Did you mean "--push"? See "buildrunner --help" for all flags.'],
  ],
  [['-z'], 2, ['"-z" is no flag of "buildrunner"', 'See "buildrunner --help" for its flags.']],
  [['-xz'], 2, ['"-z" is no flag of "buildrunner"', 'See "buildrunner --help" for its flags.']],
  [
    ['--pu=1'],
    2,
    ['"--pu" is not the beginning of one flag only: it may be "--push", "--publish-ports"', 'Write the flag out.'],
  ],
  [['--push=1'], 2, ['"--push" takes no value, and "1" was given', 'Write "--push" alone.']],
  [['-f'], 2, ['"--file" needs a value', 'Write "--file FILE", or "--file=FILE" for one that begins with a dash.']],
  [
    ['-f', '--push'],
    2,
    ['"--file" needs a value', 'Write "--file FILE", or "--file=FILE" for one that begins with a dash.'],
  ],
  [
    ['--docker-timeout', 'abc'],
    2,
    [
      '"abc" is no value for "--docker-timeout": it is not a whole number of seconds from 1 up',
      'Write "--docker-timeout=600".',
    ],
  ],
  [
    ['-t', '1.5'],
    2,
    [
      '"1.5" is no value for "--docker-timeout": it is not a whole number of seconds from 1 up',
      'Write "--docker-timeout=600".',
    ],
  ],
  [
    ['--security-scan-max-score-threshold', 'high'],
    2,
    [
      '"high" is no value for "--security-scan-max-score-threshold": it is not a number',
      'Write "--security-scan-max-score-threshold=7.5".',
    ],
  ],
  [
    ['--security-scan-enabled', 'True'],
    2,
    [
      '"True" is no value for "--security-scan-enabled": it is none of true, false',
      'Write "--security-scan-enabled=true" or "--security-scan-enabled=false".',
    ],
  ],
  [
    ['-s', ' ,'],
    2,
    ['" ," is no value for "--steps": it is no name of a step', 'Write "--steps=NAME" or "--steps=NAME,NAME".'],
  ],
  [
    ['--container-labels', 'a=b,'],
    78,
    [
      '"" in "--container-labels" is no label: it is not of the form key=value',
      'Write "--container-labels=key=value", with a comma between labels.',
    ],
  ],
  [
    ['explain', 'cmd', 'image'],
    2,
    ['"image" is a second argument, and "buildrunner explain" takes one', 'Write one KEY at a time.'],
  ],
  [
    ['list', 'a'],
    2,
    ['"a" is an argument, and "buildrunner list" takes none', 'See "buildrunner list --help" for its flags.'],
  ],
  [
    ['validate', '--docker-timeout', '5'],
    2,
    ['"--docker-timeout" is no flag of "buildrunner validate"', 'See "buildrunner validate --help" for its flags.'],
  ],
  [
    ['paln'],
    2,
    [
      '"paln" is no command of "buildrunner"',
      'Did you mean "plan"? The commands are "validate", "list", "plan", "explain", "schema", "ps", "reap".',
    ],
  ],
  [
    ['buildrunner.yaml'],
    2,
    [
      '"buildrunner.yaml" is no command of "buildrunner"',
      'Write one of "validate", "list", "plan", "explain", "schema", "ps", "reap", or no command to run the build.',
    ],
  ],
  [
    ['plan', 'reap'],
    2,
    ['"reap" is an argument, and "buildrunner plan" takes none', 'See "buildrunner plan --help" for its flags.'],
  ],
  [
    ['--', 'plan'],
    2,
    ['"plan" stands behind "--", and nothing may stand there', 'See "buildrunner --help" for its flags.'],
  ],
  [['--push', 'ps'], 2, ['"--push" is no flag of "buildrunner ps"', 'See "buildrunner ps --help" for its flags.']],
  [
    ['reap', '--label', '=x'],
    2,
    ['"=x" is no value for "--label": it is a label without a key', 'Write "--label=KEY" or "--label=KEY=VALUE".'],
  ],
];
for (const [argv, exitCode, lines] of failureRows) {
  failures(`refuses ${JSON.stringify(argv)}`, () => {
    const failure = failureOf(argv);
    assert.equal(formatFailure(failure), lines);
    assert.is(exitCodeOf(failure), exitCode);
  });
}

failures('names the program that was called', () => {
  assert.is(
    failureOf(['x'], 'buildrunner-cleanup').summary,
    '"x" is an argument, and "buildrunner-cleanup" takes none',
  );
});
failures.run();
