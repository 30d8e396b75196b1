import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatDiagnostic } from '../../src/config/diagnostic.ts';
import { loadGlobalConfiguration } from '../../src/config/load-global.ts';
import { serve } from './fetch/servers.ts';
import { folderOf, messageOf, run } from './loading.ts';

const s = suite('config/load-global');

interface Files {
  readonly system?: string;
  readonly home?: string;
  readonly project?: string;
  readonly other?: string;
}

function loadFiles({ system, home, project, other }: Files, { userId = 0 } = {}) {
  const directory = folderOf({
    ...(system === undefined ? {} : { 'etc/buildrunner.yaml': system }),
    ...(home === undefined ? {} : { 'home/.buildrunner.yaml': home }),
    ...(project === undefined ? {} : { 'project/.buildrunner.yaml': project }),
    ...(other === undefined ? {} : { 'project/other.yaml': other }),
  });
  mkdirSync(join(directory, 'project'), { recursive: true });
  return loadGlobalConfiguration({
    homeDirectory: join(directory, 'home'),
    buildDirectory: join(directory, 'project'),
    systemDirectory: join(directory, 'etc'),
    ...(other === undefined ? {} : { globalConfig: 'other.yaml' }),
    environment: { HOME: '/somewhere', REGION: 'north' },
    ...{ userId, run, temporaryDirectory: directory },
  });
}

s('gives defaults where no file says anything', async () => {
  const result = await loadFiles({ home: '# nothing\n' });
  assert.is(messageOf(result), '');
  if (!result.ok) return;
  const { value } = result;
  assert.is(value['docker-registry'], 'docker.io');
  assert.is(value['docker-socket'], true);
  assert.is(value['temp-dir'], undefined);
  assert.match(value['caches-root'], /\/home\/\.buildrunner\/caches$/);
  assert.is(value.env.size + value['local-files'].size, 0);
  assert.equal(
    value.sought.map((path) => path.split('/').slice(-2).join('/')),
    ['etc/buildrunner.yaml', 'home/.buildrunner.yaml', 'project/.buildrunner.yaml'],
  );
});

s('has a word on "build-registry" where it is no longer "local", at the file that has the last word', async () => {
  const warningsOf = async (files: Files) => {
    const result = await loadFiles(files);
    return result.ok ? result.value.platformWarnings.flatMap(formatDiagnostic) : [messageOf(result)];
  };
  assert.equal(await warningsOf({ home: 'build-registry: local\n' }), []);
  assert.equal(await warningsOf({ home: 'build-registry: a\n', project: 'build-registry:\n' }), []);
  const [place = '', ...lines] = await warningsOf({
    home: 'build-registry: a\n',
    project: 'env: {}\nbuild-registry: b\n',
  });
  const message = '"build-registry" is without effect: nothing goes through a registry before it is pushed';
  assert.is(place, `.buildrunner.yaml:2:1 ${message}`);
  assert.equal(lines, ['  build-registry: b', '  ^', '  Take the key away.']);
});

s('wants an endpoint of each GitHub server, from any of the files', async () => {
  const home = 'github: {a: {endpoint: https://a}, b: {app_token: x}}\n';
  assert.is(messageOf(await loadFiles({ home, project: 'github: {b: {endpoint: https://b}}\n' })), '');
  assert.match(
    messageOf(await loadFiles({ home, project: 'github:\n  a: {username: me}\n  b: {username: me}\n' })),
    /^The configuration has 1 problem\n {2}\S*\.buildrunner\.yaml:3:3 "github\.b\.endpoint" is missing\n/,
  );
});

s('merges maps key by key and lets the later file win', async () => {
  const result = await loadFiles({
    system: 'docker-registry: a\ndocker-socket: no\nenv: {A: 1, B: [1, 2], C: 1.0}\n',
    home: 'docker-registry: b\nenv: {B: [3], D: ~}\ncaches-root: ~/c\n',
    project: 'docker-registry: ~\ntemp-dir: /t\n',
  });
  assert.is(messageOf(result), '');
  if (!result.ok) return;
  assert.is(result.value['docker-registry'], 'docker.io');
  assert.is(result.value['docker-socket'], false);
  assert.is(result.value['temp-dir'], '/t');
  assert.match(result.value['caches-root'], /\/home\/c$/);
  assert.equal(
    [...result.value.env],
    [
      ['A', 1],
      ['B', [3]],
      ['C', { kind: 'float', value: 1 }],
      ['D', null],
    ],
  );
});

s('reads the file of "--global-config" instead of the project\'s', async () => {
  const result = await loadFiles({ project: 'docker-registry: p\n', home: 'temp-dir: /h\n', other: 'env: {X: y}\n' });
  assert.is(messageOf(result), '');
  if (!result.ok) return;
  assert.equal([result.value['docker-registry'], result.value['temp-dir']], ['docker.io', '/h']);
  assert.is(result.value.env.get('X'), 'y');
});

s('renders each file with the environment and the sections of the files before', async () => {
  const result = await loadFiles({
    system: 'env: {A: "{{ env.REGION }}", B: "[{{ BUILDRUNNER_BUILD_ID }}]", C: "{{ DOCKER_REGISTRY }}"}\n',
    home: 'docker-registry: "{{ env.A }}.example.com"\n',
  });
  assert.is(messageOf(result), '');
  if (!result.ok) return;
  assert.equal([...result.value.env.values()], ['north', '[]', 'None']);
  assert.is(result.value['docker-registry'], 'north.example.com');
});

s('tells the problems of all files', async () => {
  const message = messageOf(
    await loadFiles({ system: 'docker_registry: a\n', project: 'env: [1]\nssh-keys: {file: 1}\ndocker-registry: 5\n' }),
  );
  const lines = message.replaceAll(/\S*\/etc\//g, '<etc>/').split('\n');
  assert.equal(lines, [
    'The configuration has 4 problems',
    '  <etc>/buildrunner.yaml:1:1 "docker_registry" is no known key',
    '    docker_registry: a',
    '    ^',
    '    Did you mean "docker-registry"?',
    '  .buildrunner.yaml:1:6 "env" must be a map, not a list',
    '    env: [1]',
    '         ^',
    '    Write "key: value" lines.',
    '  .buildrunner.yaml:2:18 "ssh-keys.file" must be a text, not the number 1',
    '    ssh-keys: {file: 1}',
    '                     ^',
    '    Put it in quotes if it is meant as text.',
    '  .buildrunner.yaml:3:18 "docker-registry" must be a text, not the number 5',
    '    docker-registry: 5',
    '                     ^',
    '    Put it in quotes if it is meant as text.',
  ]);
});

s('takes keys that nothing uses yet', async () => {
  const result = await loadFiles({
    home: `
build-servers: {u@h: [a]}
ssh-keys: [{file: ~/.ssh/id, aliases: [k], prompt-password: true}]
disable-multi-platform: true
build-registry: r
platform-builders: {linux/amd64: b, linux/arm64: [c]}
docker-build-cache: {builders: [a], from: x, to: {type: local}}
security-scan: {enabled: true, scanner: trivy, version: "1", max-score-threshold: 7.5, config: {timeout: 20m}}
github: {g: {endpoint: https://example.com, version: v3, username: u, app_token: t}}
`,
  });
  assert.is(messageOf(result), '');
});

s('keeps content as it is, and makes paths absolute', async () => {
  const result = await loadFiles({
    project:
      'local-files: {path: ../project/f, form: ~/none, text: contents here, lines: "/a\\nb\\n", gone: /no/file}\n',
  });
  assert.is(messageOf(result), '');
  if (!result.ok) return;
  const files = Object.fromEntries(result.value['local-files']);
  assert.match(files['path'] ?? '', /^\/.*\/project\/f$/);
  assert.match(files['form'] ?? '', /\/home\/none$/);
  assert.is(files['text'], 'contents here');
  assert.is(files['lines'], '/a\nb\n');
  assert.is(files['gone'], '/no/file');
});

s('leaves out, with a warning, what a user may not bring into containers', async () => {
  const directory = folderOf({});
  const files = `local-files: {dir: ${directory}, ok: ~/f, none: /no/file}\n`;
  const result = await loadFiles({ system: files, home: files }, { userId: 12_345 });
  assert.is(messageOf(result), '');
  if (!result.ok) return;
  // What the administrator names stays.
  assert.is(result.value['local-files'].get('dir'), directory);
  const alone = await loadFiles({ home: files }, { userId: 12_345 });
  assert.equal(alone.ok && [...alone.value['local-files'].keys()], ['ok', 'none']);
  assert.equal(alone.ok && alone.value.warnings.flatMap(formatDiagnostic).slice(0, 1).map(withoutPlace), [
    `"dir" is left out: you may not bring "${directory}" into containers from here`,
  ]);
});

function withoutPlace(line: string): string {
  return line.replace(/^\S+ /, '');
}

s('sees through links and variables when it judges a path', async () => {
  const directory = folderOf({});
  writeFileSync(join(directory, 'f'), '');
  const files = `local-files: {a: "$DIR", b: "file:${directory}"}\n`;
  const result = await loadGlobalConfiguration({
    ...{ homeDirectory: null, buildDirectory: folderOf({ '.buildrunner.yaml': files }), userId: 12_345 },
    ...{ systemDirectory: '/nowhere', environment: { DIR: directory }, run, temporaryDirectory: directory },
  });
  assert.is(result.ok && result.value['local-files'].size, 0);
  assert.is(result.ok && result.value.warnings.length, 2);
});

s('brings defaults back where a later file has nothing in a section', async () => {
  const result = await loadFiles({
    system:
      'env: {A: 1}\nlocal-files: {a: /x}\ncaches-root: /c\ntemp-dir: /t\ndocker-socket: no\ngithub: {g: {endpoint: https://a}}\n',
    home: 'env: ~\nlocal-files:\ncaches-root: null\ntemp-dir:\ndocker-socket: ~\ngithub:\n',
  });
  assert.is(messageOf(result), '');
  if (!result.ok) return;
  const { value } = result;
  assert.is(value.env.size + value['local-files'].size + value.github.size, 0);
  assert.match(value['caches-root'], /\/home\/\.buildrunner\/caches$/);
  assert.equal([value['temp-dir'] ?? undefined, value['docker-socket']], [undefined, true]);
});

s('merges maps within maps, and keeps where a key first stood', async () => {
  const result = await loadFiles({
    system:
      'github: {a: {endpoint: https://a, username: u}, b: {endpoint: https://b}}\nenv: {X: {P: 1, Q: [1]}, Y: 1}\n',
    home: 'github: {b: {app_token: t}, a: {username: v}}\nenv: {Y: 2, X: {Q: [], R: ~}}\n',
  });
  assert.is(messageOf(result), '');
  if (!result.ok) return;
  assert.equal(
    [...result.value.github],
    [
      ['a', { endpoint: 'https://a', username: 'v' }],
      ['b', { endpoint: 'https://b', app_token: 't' }],
    ],
  );
  assert.equal(
    [...result.value.env],
    [
      [
        'X',
        new Map<string, unknown>([
          ['P', 1],
          ['Q', []],
          ['R', null],
        ]),
      ],
      ['Y', 2],
    ],
  );
});

s('fetches what a file redirects to with the servers of the files before it', async () => {
  const content = Buffer.from('docker-registry: fetched.example.com\n').toString('base64');
  const server = await serve((_, response) =>
    response.end(JSON.stringify({ type: 'file', encoding: 'base64', content })),
  );
  try {
    const github = `github: {hub: {endpoint: http://${server.host}}}\n`;
    const redirect = 'redirect: github://hub/a/b/c.yaml\n';
    const result = await loadFiles({ system: github, home: redirect });
    assert.is(messageOf(result), '');
    assert.is(result.ok && result.value['docker-registry'], 'fetched.example.com');
    assert.equal(server.asked, ['GET /repos/a/b/contents/c.yaml']);
    const alone = await loadFiles({ home: redirect, project: github });
    assert.is(
      messageOf(alone).replaceAll(/\S*\/home\//g, '~/'),
      `The configuration has 1 problem
  ~/.buildrunner.yaml:1:11 "hub" is no key of the section "github" of the global configuration
    redirect: github://hub/a/b/c.yaml
              ^
    Add it there, with its "endpoint".`,
    );
  } finally {
    await server.close();
  }
});

s('locates sections of the wrong kind, in all files at once', async () => {
  const message = messageOf(
    await loadFiles({ system: 'just a word\n', home: 'local-files: [a]\ngithub: {hub: x}\n', project: '- a\n' }),
  );
  assert.equal(message.replaceAll(/\S*\/(home|etc)\//g, '<$1>/').split('\n'), [
    'The configuration has 4 problems',
    '  <etc>/buildrunner.yaml:1:1 The file must be a map, not the text "just a word"',
    '    just a word',
    '    ^',
    '    Write "key: value" lines.',
    '  <home>/.buildrunner.yaml:1:14 "local-files" must be a map of aliases, not a list',
    '    local-files: [a]',
    '                 ^',
    '    Write "alias: path" lines.',
    '  <home>/.buildrunner.yaml:2:15 "github.hub" must be a map, not the text "x"',
    '    github: {hub: x}',
    '                  ^',
    '    Write "key: value" lines.',
    '  .buildrunner.yaml:1:1 The file must be a map, not a list',
    '    - a',
    '    ^',
    '    Write "key: value" lines.',
  ]);
});

s.run();
