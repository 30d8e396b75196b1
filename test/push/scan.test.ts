import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { build, type BuildOptions, type Built } from '../support/build.ts';
import { runBuildrunner } from '../support/buildrunner.ts';
import { docker } from '../support/engine.ts';
import { fakeDocker } from '../support/fake-docker.ts';
import { createProject, type Project } from '../support/project.ts';
import { startRegistry, type Registry } from '../support/registry.ts';
import { offerScanner, SCANNER_VERSION } from '../support/scanner.ts';

const s = suite('the scan of an image that is to be pushed', { timeout: 120_000 });

let registry: Registry;

s.before(async () => {
  registry = await startRegistry();
  await offerScanner(registry);
});

s.after(async () => {
  await registry.stop();
});

interface ScanOptions {
  /** A file of fixtures/scan; absent: the scanner leaves no report. */
  readonly answer?: string;
  /** What the scanner ends with. */
  readonly code?: number;
  /** The global section. */
  readonly scan?: Readonly<Record<string, unknown>>;
  /** The section of the image. */
  readonly own?: Readonly<Record<string, unknown>>;
  readonly arguments?: readonly string[];
  readonly isPushed?: boolean;
  readonly env?: BuildOptions['env'];
  readonly files?: Readonly<Record<string, string>>;
}

let count = 0;

/** Builds an image, and has it scanned and pushed. */
async function scan(options: ScanOptions): Promise<Built & { readonly name: string; readonly cache: string }> {
  const name = `${registry.host}/scanned-${(count += 1)}`;
  const project = createProject({ files: { ...options.files } });
  const cache = fillCache(project, options);
  const global = {
    'docker-registry': registry.host,
    'security-scan': { enabled: true, 'cache-dir': cache, ...options.scan },
  };
  const built = await build({
    project,
    steps: {
      one: {
        build: { dockerfile: `FROM buildrunner-base:1\nRUN echo ${name} > /made\n`, pull: false },
        push: { repository: name, tags: ['v1'], add_build_tag: false, 'security-scan': options.own ?? {} },
      },
    },
    homeFiles: { '.buildrunner.yaml': JSON.stringify(global) },
    arguments: [...(options.isPushed === false ? [] : ['--push']), ...(options.arguments ?? [])],
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  return { ...built, name, cache };
}

function fillCache({ home }: Project, { answer, code }: ScanOptions): string {
  const cache = join(home, 'scanner');
  mkdirSync(cache);
  const fixture = new URL(`../../fixtures/scan/${answer ?? ''}.json`, import.meta.url);
  if (answer !== undefined) writeFileSync(join(cache, 'answer.json'), readFileSync(fixture));
  if (code !== undefined) writeFileSync(join(cache, 'code'), String(code));
  return cache;
}

/** The entry of the image in artifacts.json. */
function entryOf(built: Built): Record<string, unknown> {
  const manifest: unknown = JSON.parse(built.read('artifacts.json'));
  const entries: [string, unknown][] = Object.entries(
    typeof manifest === 'object' && manifest !== null ? manifest : {},
  );
  const [, entry] = entries.find(([key]) => key.startsWith('one/')) ?? [];
  if (typeof entry !== 'object' || entry === null) throw new Error(built.read('artifacts.json'));
  return { ...entry };
}

s('pulls the scanner, scans what this build made, lists what is found, and pushes', async () => {
  const built = await scan({ answer: 'several', scan: { 'max-score-threshold': 9.9 } });
  const log = built.read('build.log');
  assert.is(built.exitCode, 0, log);
  await docker('image', 'inspect', `${registry.host}/aquasec/trivy:${SCANNER_VERSION}`);
  assert.match(log, `Scanning "${built.name}:v1" for security issues using trivy`);
  assert.match(
    log,
    /called with --config \/trivy\/config\.yaml image -f json -o \/trivy\/results\.json buildrunner\.local\/buildrunner-/,
  );
  assert.match(log, 'the socket is there');
  assert.match(log, /Took \d+\.\d second\(s\) to scan image/);
  assert.match(log, 'Max vulnerability score (9.8) is less than the configured threshold (9.9)');
  const entry = entryOf(built);
  assert.equal(Object.keys(entry), [
    ...['type', 'docker:image', 'docker:repository', 'docker:tags', 'docker:security-scan', 'docker:digest'],
  ]);
  const platform = process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64';
  const scans = entry['docker:security-scan'];
  assert.ok(typeof scans === 'object' && scans !== null);
  assert.equal(Object.keys(scans), [platform]);
  const found: unknown = Object.values(scans)[0];
  assert.ok(typeof found === 'object' && found !== null && 'max_score' in found && 'vulnerabilities' in found);
  assert.is(found.max_score, 9.8);
  assert.ok(Array.isArray(found.vulnerabilities) && found.vulnerabilities.length === 4);
  assert.equal(await registry.tagsOf(built.name.replace(`${registry.host}/`, '')), ['v1']);
});

s('fails where the threshold is reached: nothing is pushed, the tag and the findings stay', async () => {
  const built = await scan({ answer: 'several', own: { 'max-score-threshold': 9.8 } });
  const log = built.read('build.log');
  assert.is(built.exitCode, 1, log);
  assert.match(log, `max vulnerability score (9.8) of "${built.name}:v1" has reached the configured threshold (9.8)`);
  assert.match(log, 'CVE-2023-45853 in zlib1g 1:1.2.13.dfsg-1, 9.8, CRITICAL');
  assert.ok('docker:security-scan' in entryOf(built));
  assert.equal(await registry.tagsOf(built.name.replace(`${registry.host}/`, '')), []);
  await docker('image', 'inspect', `${built.name}:v1`);
});

s('does not scan what has it turned off for itself', async () => {
  const built = await scan({ answer: 'several', own: { enabled: false } });
  assert.is(built.exitCode, 0);
  assert.not.match(built.read('build.log'), 'Scanning');
  assert.not.ok('docker:security-scan' in entryOf(built));
});

const failures: readonly (readonly [string, ScanOptions, string | RegExp])[] = [
  ['a report that cannot be read', { answer: 'malformed' }, 'but the report cannot be read'],
  ['an empty report', { answer: 'empty' }, 'but the report cannot be read'],
  ['an empty object', { answer: 'empty-object' }, 'but the report cannot be read'],
  ['no report', {}, 'but there is no report'],
  ['a scanner that fails', { answer: 'none', code: 1 }, /trivy could not scan ".*:v1", it exited with code 1/],
  [
    'what the scanner was told to fail for',
    { answer: 'vendor-only', code: 4, own: { config: { 'exit-code': 4 } } },
    /trivy has found 2 vulnerabilities in ".*", and "exit-code: 4" of its configuration makes that a failure/,
  ],
];
for (const [name, options, message] of failures) {
  s(`fails for ${name}`, async () => {
    const built = await scan(options);
    assert.is(built.exitCode, 1);
    assert.match(built.read('build.log'), message);
  });
}

s(
  'lays the file and the flags of the command line over the global section, and the own section over both',
  async () => {
    const built = await scan({
      answer: 'none',
      scan: { enabled: false, version: 'none', config: { timeout: '1m', nested: { a: 1, b: 2 } } },
      own: { config: { nested: { c: 3 }, severity: ['LOW'] } },
      files: { 'trivy.yaml': 'timeout: 2m\nnested: {b: 5}\n' },
      arguments: [
        ...[
          '--security-scan-enabled',
          'true',
          '--security-scan-scanner',
          'trivy',
          '--security-scan-version',
          SCANNER_VERSION,
        ],
        ...['--security-scan-config-file', 'trivy.yaml', '--security-scan-max-score-threshold', '3'],
      ],
    });
    assert.is(built.exitCode, 0, built.read('build.log'));
    assert.match(built.read('build.log'), 'Max vulnerability score (0) is less than the configured threshold (3.0)');
    const config: unknown = JSON.parse(readFileSync(join(built.cache, 'config-was.yaml'), 'utf8'));
    assert.equal(config, {
      'cache-dir': '/root/.cache/trivy',
      timeout: '2m',
      nested: { c: 3 },
      severity: ['LOW'],
    });
  },
);

s('keeps the scanner\'s data in "cache-dir", whose owner has it then, and scans without --push', async () => {
  if (process.getuid?.() !== 0) return;
  const name = `${registry.host}/owned`;
  const project = createProject({});
  const cache = fillCache(project, { answer: 'none' });
  chownSync(cache, 1234, 1235);
  const global = { 'docker-registry': registry.host, 'security-scan': { enabled: true, 'cache-dir': cache } };
  const built = await build({
    project,
    steps: { one: { build: { dockerfile: 'FROM buildrunner-base:1\n', pull: false }, push: name } },
    homeFiles: { '.buildrunner.yaml': JSON.stringify(global) },
  });
  assert.is(built.exitCode, 0, built.read('build.log'));
  const { uid, gid } = statSync(join(cache, 'db', 'fetched'));
  assert.equal([uid, gid], [1234, 1235]);
});

s('keeps the data below "temp-dir" where there is no "cache-dir"', async () => {
  const project = createProject({});
  const temporary = join(project.home, 'tmp');
  const global = { 'docker-registry': registry.host, 'temp-dir': temporary };
  const built = await build({
    project,
    steps: { one: { build: { dockerfile: 'FROM buildrunner-base:1\n', pull: false }, push: `${registry.host}/kept` } },
    homeFiles: { '.buildrunner.yaml': JSON.stringify(global) },
    arguments: ['--security-scan-enabled', 'true'],
  });
  // The scanner has no answer there, but it has been called.
  assert.is(built.exitCode, 1);
  assert.ok(existsSync(join(temporary, 'trivy-cache', 'db', 'fetched')), built.read('build.log'));
});

s("refuses a file that is not there as the scanner's configuration, with code 78", async () => {
  const built = await scan({ arguments: ['--security-scan-config-file', 'none.yaml'] });
  assert.is(built.exitCode, 78);
  assert.match(built.stderr, '"none.yaml" of --security-scan-config-file does not exist');
});

const files: readonly (readonly [string, string, string])[] = [
  ['a list', '- a\n', 'trivy.yaml:1:1 The configuration of the scanner must be a map with a key at least'],
  ['an empty file', '', 'trivy.yaml:1:1 The configuration of the scanner must be a map with a key at least'],
  ['no YAML', 'a: [\n', 'trivy.yaml:2:1'],
];
for (const [name, text, message] of files) {
  s(`refuses ${name} as the scanner's configuration, with code 78`, async () => {
    const built = await scan({
      files: { 'trivy.yaml': text },
      arguments: ['--security-scan-config-file', 'trivy.yaml'],
    });
    assert.is(built.exitCode, 78);
    assert.match(built.stderr, message);
  });
}

const shells = [['dash'], ['busybox', 'sh']].filter(([name = '']) => spawnSync(name, ['-c', ':']).error === undefined);
const scripts: readonly (readonly [ScanOptions, number])[] = [
  [{ answer: 'several', scan: { 'max-score-threshold': 9.9 } }, 0],
  [{ answer: 'several', scan: { 'max-score-threshold': 9.8 } }, 1],
  [{ answer: 'nothing-to-look-at' }, 0],
  [{ answer: 'vendor-only', code: 4, own: { config: { 'exit-code': 4 } } }, 1],
];
for (const [options, code] of scripts) {
  const [shell = []] = shells;
  s(`a script of the plan does the same with ${JSON.stringify(options)}`, async () => {
    const built = await scan({ ...options, isPushed: false });
    assert.is(built.exitCode, code);
    const listed = built.read('artifacts.json');
    await runScript(built.project, shell, code);
    assert.is(built.read('artifacts.json'), listed);
  });
}

for (const answer of ['malformed', 'empty', 'empty-object', undefined]) {
  s(`a script of the plan refuses what is no report: ${answer ?? 'no file'}`, async () => {
    const { project } = await scan({ ...(answer === undefined ? {} : { answer }), isPushed: false });
    for (const shell of shells) {
      const said = await runScript(project, shell, 1);
      assert.match(said, /report of the scanner cannot be read|Could not find the file/);
    }
  });
}

const SECRETS = ['hush-', 'quiet', 'still-'];

s('a plan holds no secrets of the configuration, and a script of it takes them from its caller', async () => {
  const config = {
    registry: { username: 'password', password: ['hush-"one"', 'quiet\\two'] },
    db: { token: 'still-"three"' },
  };
  const built = await scan({ answer: 'none', own: { config }, isPushed: false });
  assert.is(built.exitCode, 0, built.read('build.log'));
  const { project } = built;
  const plans = await Promise.all(
    ['text', 'json', 'sh'].map((format) => runBuildrunner({ project, arguments: ['plan', '--format', format] })),
  );
  for (const { stdout } of plans) for (const piece of SECRETS) assert.not.match(stdout, piece);
  const read = (): unknown => JSON.parse(readFileSync(join(built.cache, 'config-was.yaml'), 'utf8'));
  const given = read();
  assert.equal(Reflect.get(Object(given), 'registry'), config.registry);
  assert.match(await runScript(project, [], 2), 'TRIVY_DB_TOKEN: is secret, so this script does not hold it');
  const seeing = fakeDocker();
  const [first = '', second = ''] = config.registry.password;
  await runScript(project, [], 0, {
    ...{ PATH: seeing.path, TRIVY_DB_TOKEN: config.db.token },
    ...{ TRIVY_REGISTRY_PASSWORD_1: first, TRIVY_REGISTRY_PASSWORD_2: second },
  });
  assert.equal(read(), given);
  assert.ok(seeing.calls().length > 0);
  for (const call of seeing.calls()) for (const piece of SECRETS) assert.not.match(call, piece);
});

/** Prints the plan as a script, runs that, and gives what it has said. */
async function runScript(
  project: Project,
  [program = 'sh', ...args]: readonly string[],
  code: number,
  given: Readonly<Record<string, string>> = {},
): Promise<string> {
  const plan = await runBuildrunner({ project, arguments: ['plan', '--format', 'sh'] });
  const env = { ...process.env, TMPDIR: project.temporary, ...given };
  const ran = spawnSync(program, [...args, '-s'], { input: plan.stdout, encoding: 'utf8', env });
  assert.is(ran.status, code, ran.stdout + ran.stderr);
  assert.is(await docker('ps', '--all', '--quiet', '--filter', 'label=buildrunner.role=scanner'), '');
  return ran.stdout + ran.stderr;
}

s.run();
