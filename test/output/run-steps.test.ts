import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, build, type Built } from '../support/build.ts';
import { commitAll, createProject, listFiles, type Project } from '../support/project.ts';

/** One build of many steps, each looked at by the test that is named after it. */
const s = suite('run steps', { timeout: 120_000 });

const run = (keys: Readonly<Record<string, unknown>>) => ({ run: { ...BASE, ...keys } });
/** Keeps these files of the step. */
const keep = (...names: string[]) => ({ artifacts: Object.fromEntries(names.map((name) => [name, null])) });

const LINES = 'first\n  second $HOME "quoted" `true`\n\nlast';

const steps = {
  commands: run({
    cmd: 'echo cmd >> /tmp/log; cd /tmp; kept=yes',
    cmds: ['echo "one $(pwd) ${kept-gone}" >> /tmp/log', 'false; (exit 3) | true', 'echo two >> /tmp/log'],
    ...keep('/tmp/log'),
  }),
  shell: run({ shell: '/bin/ash -u', cmd: 'echo "$0 $-" > shell', ...keep('shell') }),
  place: run({
    cwd: '/some/new place',
    hostname: 'far-away',
    user: 'nobody',
    cmds: [
      'pwd > /tmp/place; hostname >> /tmp/place; id >> /tmp/place',
      'touch /source/no || echo kept out >> /tmp/place',
    ],
    ...keep('/tmp/place'),
  }),
  env: run({
    env: {
      ...{ NOTHING: null, VCSINFO_RELEASE: null, NUMBER: 5, FLOAT: 1.5, FLAG: true, LIST: [1, 'a'], EMPTY: '', LINES },
      ...{ PRICE: '$5 ${HOME} $(true)', SPACES: '  two  ', UNICODE: 'Ünï ✓', BUILDRUNNER_ARCH: 'mine' },
    },
    cmds: [
      'for name in NUMBER FLOAT FLAG LIST EMPTY PRICE SPACES UNICODE BUILDRUNNER_ARCH; do eval "echo \\"$name=[\\$$name]\\""; done > env',
      'printf %s "$LINES" > lines',
      'env | grep -c -e ^NOTHING= -e ^VCSINFO_RELEASE= > removed; true',
    ],
    ...keep('env', 'lines', 'removed'),
  }),
  files: run({
    files: {
      'given.txt': '/in/given.txt',
      'kept/written.txt': '/in/written.txt:rw',
      kept: '/in/folder:ro',
      alias: '/in/alias',
      content: '/in/content',
    },
    cmds: [
      'cat /in/given.txt /in/folder/other.txt /in/alias /in/content > all',
      'for name in given.txt folder/other.txt alias; do echo changed >> /in/$name || echo "refused $name" >> all; done',
      'echo by the step > /in/written.txt',
    ],
    ...keep('all'),
  }),
  sees: run({
    cmds: [
      'cat given.txt > seen; echo changed > given.txt; echo new > new; rm -r kept; ls -A >> seen',
      'ls /artifacts /artifacts/commands >> seen',
      'touch /artifacts/commands/mine || echo read-only >> seen',
      'stat -c "%a %n %s" script.sh link >> seen',
    ],
    ...keep('seen'),
  }),
  pristine: run({ cmds: ['cat given.txt > seen; ls -A >> seen; pwd >> seen'], ...keep('seen') }),
  variables: run({ cmd: 'env | sort > /tmp/env', ...keep('/tmp/env') }),
  more: run({
    env: { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.name', GIT_CONFIG_VALUE_0: 'A Builder' },
    dns: ['192.0.2.1', '192.0.2.2'],
    dns_search: 'one.example,two.example',
    extra_hosts: { 'pinned.example': '192.0.2.9' },
    provisioners: { shell: 'script.sh' },
    cmds: [
      'env | grep ^GIT_CONFIG | sort > more',
      'grep "^[a-z]" /etc/resolv.conf >> more; grep pinned /etc/hosts >> more; cat /tmp/provisioned >> more',
    ],
    ...keep('more'),
  }),
  own: run({ artifacts: { '/etc/passwd': null } }),
  services: run({
    services: {
      web: {
        ...BASE,
        hostname: 'shop',
        env: { GOODS: 'bread' },
        files: { 'kept/other.txt': '/shared/other.txt' },
        cmd: 'cd /tmp; echo "$GOODS $BUILDRUNNER_STEP_NAME $(hostname)" > index.html; exec httpd -f -p 8080',
        wait_for: [8080, { port: 8080, timeout: 20 }],
      },
      caller: {
        ...BASE,
        user: 'nobody',
        cwd: '/tmp',
        cmd: '(wget -qO - http://web:8080/; wget -qO - http://shop:8080/; hostname; id -un; pwd) > said; until nc -w 5 services 9000 < said; do sleep 0.1; done; sleep 1000',
      },
    },
    volumes_from: ['web'],
    extra_hosts: { market: 'web' },
    cmds: [
      'for name in web shop market; do wget -qO - http://$name:8080/; done > got',
      'nc -l -p 9000 > heard',
      'cat /shared/other.txt > shared',
    ],
    ...keep('got', 'heard', 'shared'),
  }),
  xfail: run({ xfail: true, cmds: ['echo before > kept.txt', 'exit 3', 'echo after > kept.txt'], ...keep('kept.txt') }),
  missing: { run: { image: 'buildrunner-base:never-made', pull: false, xfail: true, cmd: 'true' } },
};

let project: Project;
let built: Built;

s.before(async () => {
  project = createProject({
    git: false,
    files: {
      'buildrunner.yaml': JSON.stringify({ steps }),
      'given.txt': 'given\n',
      'kept/written.txt': 'by nobody\n',
      'kept/other.txt': 'other\n',
      'script.sh': '#!/bin/sh\necho "provisioned in $(pwd)" > /tmp/provisioned\n',
    },
  });
  execFileSync('ln', ['-s', 'given.txt', join(project.directory, 'link')]);
  commitAll(project.directory);
  const remote = 'https://example.com/team/my.project.git';
  execFileSync('git', ['remote', 'add', 'origin', remote], { cwd: project.directory });
  built = await build({
    project,
    homeFiles: {
      'aliased.txt': 'aliased\n',
      '.buildrunner.yaml': JSON.stringify({
        'local-files': { alias: '~/aliased.txt', content: 'some\ncontent\n' },
        env: { FROM_GLOBAL: 'yes', PINNED: 1 },
      }),
    },
    env: { BUILDRUNNER_EXTRA: 'passed on', PACKAGER_NAME: 'p', SECRET_OTHER: 'kept back' },
    arguments: ['--build-number', '007'],
  });
  assert.is(built.exitCode, 0, built.stdout + built.stderr);
});

s('commands run in their order, each in a shell of its own without -e', () => {
  assert.is(built.read('commands/log'), 'cmd\none /source gone\ntwo\n');
});

s('the shell may be another, with arguments', () => {
  const [program, flags] = built.read('shell/shell').trim().split(' ');
  assert.is(program, '/bin/ash');
  assert.match(flags ?? '', /u/);
});

s('place, host name and user are those of the build file', () => {
  const expected = '/some/new place\nfar-away\nuid=65534(nobody) gid=65534(nobody) groups=65534(nobody)\nkept out\n';
  assert.is(built.read('place/place'), expected);
});

s('values of env arrive as buildrunner 3.27 writes them', () => {
  assert.is(
    built.read('env/env'),
    [
      ...['NUMBER=[5]', 'FLOAT=[1.5]', 'FLAG=[True]', 'LIST=[[1, "a"]]', 'EMPTY=[]', 'PRICE=[$5 ${HOME} $(true)]'],
      ...['SPACES=[  two  ]', 'UNICODE=[Ünï ✓]', 'BUILDRUNNER_ARCH=[mine]', ''],
    ].join('\n'),
  );
  assert.is(built.read('env/lines'), LINES);
  assert.is(built.read('env/removed'), '0\n');
});

s('files are mounted read-only, writable where that is said, and may be aliases and content', () => {
  const refused = ['given.txt', 'folder/other.txt', 'alias'].map((name) => `refused ${name}\n`).join('');
  assert.is(built.read('files/all'), `given\nother\naliased\nsome\ncontent\n${refused}`);
  assert.is(readFileSync(join(project.directory, 'kept/written.txt'), 'utf8'), 'by the step\n');
  assert.is(readFileSync(join(project.directory, 'given.txt'), 'utf8'), 'given\n');
});

s('a step sees the checkout and the results of the steps before it', () => {
  assert.equal(built.read('sees/seen').split('\n'), [
    ...['given', '.git', 'buildrunner.yaml', 'given.txt', 'link', 'new', 'script.sh', 'seen'],
    ...['/artifacts:', 'build.log', 'commands', 'env', 'files', 'place', 'sees', 'shell'],
    ...['', '/artifacts/commands:', 'log', 'read-only', '755 script.sh 58', '777 link 9', ''],
  ]);
});

s('the next step sees the checkout as it was', () => {
  const names = ['given', '.git', 'buildrunner.yaml', 'given.txt', 'kept', 'link', 'script.sh', 'seen', '/source', ''];
  assert.equal(built.read('pristine/seen').split('\n'), names);
  assert.not(existsSync(join(project.directory, 'new')));
});

s('variables tell of the build, the checkout and the user', () => {
  const lines = built.read('variables/env').trimEnd().split('\n');
  const env = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.replace(/^[^=]*=/, '')]));
  const git = (...args: string[]) => execFileSync('git', args, { cwd: project.directory, encoding: 'utf8' }).trim();
  const commit = git('rev-parse', 'HEAD');
  const { username, uid, gid } = userInfo();
  const known = {
    BUILDRUNNER_ARCH: execFileSync('uname', ['-m'], { encoding: 'utf8' }).trim(),
    BUILDRUNNER_BUILD_NUMBER: '007',
    BUILDRUNNER_BUILD_ID: `main-1.I${commit.slice(0, 6)}.M0-007`,
    BUILDRUNNER_BUILD_DOCKER_TAG: `main-1.i${commit.slice(0, 6)}.m0-007`,
    BUILDRUNNER_STEPS: '[]',
    BUILDRUNNER_STEP_NAME: 'variables',
    BUILDRUNNER_INVOKE_USER: username,
    BUILDRUNNER_INVOKE_UID: String(uid),
    BUILDRUNNER_INVOKE_GID: String(gid),
    BUILDRUNNER_EXTRA: 'passed on',
    PACKAGER_NAME: 'p',
    FROM_GLOBAL: 'yes',
    PINNED: '1',
    VCSINFO_NAME: 'my.project',
    VCSINFO_BRANCH: 'main',
    VCSINFO_NUMBER: '1',
    VCSINFO_ID: commit,
    VCSINFO_SHORT_ID: commit.slice(0, 7),
    VCSINFO_MODIFIED: '0',
    VCSINFO_RELEASE: `1.I${commit.slice(0, 6)}.M0`,
    DOCKER_HOST: 'unix:///dockerdaemon/docker.sock',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '/source',
    SECRET_OTHER: undefined,
    BUILDRUNNER_DO_PUSH: undefined,
  };
  assert.equal(Object.fromEntries(Object.keys(known).map((name) => [name, env[name]])), known);
  assert.match(env['BUILDRUNNER_STEP_ID'] ?? '', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.match(env['BUILDRUNNER_SOURCE_CONTAINER'] ?? '', /^[0-9a-f]{64}$/);
  assert.match(env['BUILDRUNNER_BUILD_CONTAINER'] ?? '', /variables/);
  assert.match(env['BUILDRUNNER_BUILD_TIME'] ?? '', /^\d{10}$/);
});

s('git settings of the step stay, hosts and name servers are set, and provisioners have run', () => {
  assert.is(
    built.read('more/more'),
    [
      ...['GIT_CONFIG_COUNT=2', 'GIT_CONFIG_KEY_0=user.name', 'GIT_CONFIG_KEY_1=safe.directory'],
      ...['GIT_CONFIG_VALUE_0=A Builder', 'GIT_CONFIG_VALUE_1=/source'],
      ...['nameserver 192.0.2.1', 'nameserver 192.0.2.2', 'search one.example two.example'],
      ...['192.0.2.9\tpinned.example', 'provisioned in /source', ''],
    ].join('\n'),
  );
});

s("an image's own command ends by itself, and artifacts are collected behind it", () => {
  assert.match(built.read('own/passwd'), 'nobody:x:65534');
});

s('services are found by name, host name and extra host, find the step, and share what they mount', () => {
  const page = 'bread services shop\n';
  assert.is(built.read('services/got'), page.repeat(3));
  assert.is(built.read('services/heard'), `${page.repeat(2)}caller\nnobody\n/tmp\n`);
  assert.is(built.read('services/shared'), 'other\n');
});

s('a step that is expected to fail may do so, keeps what it has made, and may even lack its image', () => {
  assert.is(built.read('xfail/kept.txt'), 'before\n');
  assert.equal(listFiles(join(built.results, 'missing')), []);
});

s.run();
