import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatDiagnostic } from '../../src/config/diagnostic.ts';
import { findUnsupported } from '../../src/config/unsupported.ts';
import { load } from './loading.ts';

const s = suite('config/unsupported');

async function unsupportedIn(text: string, ...steps: string[]): Promise<string[]> {
  const loaded = await load(text);
  if (!loaded.ok) throw new Error(loaded.failure.details?.join('\n'));
  return findUnsupported(loaded.value, steps).map((problem) => formatDiagnostic(problem)[0] ?? '');
}

s('locates what a step asks for and cannot be built yet', async () => {
  const loaded = await load('steps:\n  a:\n    run: {image: x, caches: {k: /p}}\n');
  assert.ok(loaded.ok);
  const problems = loaded.ok ? findUnsupported(loaded.value, ['a']) : [];
  assert.equal(problems.flatMap(formatDiagnostic), [
    'buildrunner.yaml:3:29 "steps.a.run.caches" is not supported yet',
    '      run: {image: x, caches: {k: /p}}',
    '                              ^',
    '  Take it away, or build with the Python buildrunner.',
  ]);
});

/** The keys of one step, and the paths in it that cannot be built. */
const rows: readonly (readonly [string, readonly string[]])[] = [
  ['run: {image: x, cmd: y}', []],
  ['remote: {host: h, cmd: c}', ['remote']],
  ['pypi-push: p', []],
  ['build: {dockerfile: FROM x, platforms: [a], secrets: [id=a]}', ['build.platforms']],
  ['build: {inject: {a: b}}', []],
  ['build: {import: a.tar}', []],
  ['build: {path: ., cache_from: a, cache_to: b}', []],
  ['run: {image: x, systemd: true, systemd_cgroup2: true}', ['run.systemd', 'run.systemd_cgroup2']],
  ['run: {image: x, systemd: false}', []],
  ['run: {image: x, provisioners: {salt: a, shell: b}}', ['run.provisioners.salt']],
  ['run: {image: x, ssh-keys: [a], post-build: b}', ['run.ssh-keys']],
  [
    'run: {image: x, services: {s: {build: {path: ., platforms: [a]}, systemd: true, inject-ssh-agent: true}}}',
    ['run.services.s.systemd', 'run.services.s.inject-ssh-agent', 'run.services.s.build.platforms'],
  ],
  ['run: {image: x, services: {s: {image: y, caches: {a: /b}}}}', []],
  ['build: .\n    push: [a, {repository: b, security-scan: {enabled: true}}]', []],
  ['build: .\n    commit: [{repository: b, security-scan: {enabled: true}}]', []],
];
for (const [keys, paths] of rows) {
  s(`finds ${paths.length === 0 ? 'nothing' : paths.join(' and ')} in ${keys.replace(/\s+/g, ' ')}`, async () => {
    const lines = await unsupportedIn(`steps:\n  a:\n    ${keys}\n`, 'a');
    assert.equal(
      lines.map((line) => /"steps\.a\.([^"]*)" is not supported yet$/.exec(line)?.[1]),
      paths,
    );
  });
}

s('asks only of the steps that are to be built', async () => {
  const text = 'steps:\n  a: {remote: {host: h, cmd: c}}\n  b: {run: {image: x}}\n';
  assert.equal(await unsupportedIn(text, 'b'), []);
  assert.is((await unsupportedIn(text, 'a', 'b')).length, 1);
});

s.run();
