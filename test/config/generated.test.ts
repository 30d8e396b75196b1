import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { GeneratedFile } from '../../src/config/generated.ts';
import { runBuildrunner } from '../support/buildrunner.ts';
import { folderOf, loadFrom, messageOf } from './loading.ts';

const s = suite('config/generated');

s('tells what templates read before the file that reads it, by the name it is read by', async () => {
  const directory = folderOf({
    'buildrunner.yaml':
      '{% set data = read_yaml_file("sub/data.yaml") %}\nsteps: {a: {run: {image: {{ data.image }} }}}\n',
    'sub/data.yaml': 'image: {{ "x" }}\n',
  });
  const files: GeneratedFile[] = [];
  assert.is(messageOf(await loadFrom(directory, { files })), '');
  assert.equal(files, [
    { path: 'sub/data.yaml', text: 'image: x' },
    { path: `${directory}/buildrunner.yaml`, text: '\nsteps: {a: {run: {image: x }}}' },
  ]);
});

s('takes secrets out: of the environment, of variables, of the file itself, of addresses', async () => {
  const directory = folderOf({
    'buildrunner.yaml': `steps:
  a:
    run:
      image: x
      env: {A: "{{ env.API_TOKEN }}", B: {{ MY_PASSWORD }}, DB_PASSWORD: 'in quotes', "x-secret": "t o",  SHORT_TOKEN: abcd}
      cmd: login -p {{ MY_PASSWORD }}1 --token=in-file-1 git clone https://t0ken@h/x ssh://git@h/y ftp://a:b@h/z
      user: "{{ env.GREETING }}"
  b:
    run: {image: x, env: {APP_TOKEN: in-file-1}, cmd: "{{ env.TOKENS }}"}
`,
  });
  const files: GeneratedFile[] = [];
  const result = await loadFrom(directory, {
    files,
    variables: new Map([['MY_PASSWORD', 'hunter22']]),
    environment: { API_TOKEN: 'abcdef', TOKENS: 'abcdefgh' },
  });
  assert.is(messageOf(result), '');
  assert.is(
    files[0]?.text,
    `steps:
  a:
    run:
      image: x
      env: {A: "***", B: ***, DB_PASSWORD: '***', "x-secret": "t o",  SHORT_TOKEN: abcd}
      cmd: login -p ***1 --token=*** git clone https://***@h/x ssh://git@h/y ftp://***@h/z
      user: "hello"
  b:
    run: {image: x, env: {APP_TOKEN: ***}, cmd: "***"}`,
  );
  // What is run has them.
  assert.is(result.ok && result.value.steps.get('b')?.run?.cmd, 'abcdefgh');
});

s('"--print-generated-files" shows what a wrong file was rendered to, and stops with 78', async () => {
  const { exitCode, stderr } = await runBuildrunner({
    files: { 'buildrunner.yaml': 'steps:\n  {{ "a" * 3 }}: {run: {image: 5}}\n' },
    arguments: ['--print-generated-files', '--disable-timestamps'],
  });
  assert.is(exitCode, 78);
  const lines = stderr.split('\n').map((line) => line.replace(/^[A-Z]+ {1,5}/, ''));
  const start = lines.findIndex((line) => line.startsWith('Generated contents of '));
  assert.equal(lines.slice(start + 1, start + 3), ['steps:', '  aaa: {run: {image: 5}}']);
  assert.match(stderr, /buildrunner\.yaml:2:32 "steps\.aaa\.run\.image" must be a text/);
});

for (const [named, args, found] of [
  ['where it was looked up', [], ['Found run configuration in buildrunner.yaml']],
  ['not where it was named', ['-f', 'buildrunner.yaml'], []],
] as const) {
  s(`"--print-generated-files" says first what configuration was found: the build file ${named}`, async () => {
    const { exitCode, stdout } = await runBuildrunner({
      files: { 'buildrunner.yaml': 'steps: {a: {run: {image: {{ "x" }}}}}\n' },
      arguments: ['--print-generated-files', '--disable-timestamps', ...args],
    });
    assert.is(exitCode, 0);
    const lines = stdout.split('\n').map((line) => line.replace(/^[A-Z]+ {1,5}/, ''));
    const [blank, global, ...rest] = lines;
    assert.is(blank, '');
    assert.match(
      global ?? '',
      /^Global configuration is from: \/etc\/buildrunner\/buildrunner\.yaml, \S+\/\.buildrunner\.yaml, \S+\/\.buildrunner\.yaml$/,
    );
    assert.equal(rest.slice(0, found.length), found);
    const shown = rest.slice(found.length);
    assert.match(shown[0] ?? '', /^Generated contents of \S+\/buildrunner\.yaml:$/);
    // Nothing is said of a build: there is none.
    assert.equal(shown.slice(1), ['steps: {a: {run: {image: x}}}', '']);
  });
}

s('"--log-generated-files" shows the files of a build that is refused as well', async () => {
  const { exitCode, stderr } = await runBuildrunner({
    files: { 'buildrunner.yaml': 'steps: {a: {run: {}}}\n' },
    arguments: ['--log-generated-files'],
  });
  assert.is(exitCode, 78);
  assert.match(stderr, /Generated contents of .*\/buildrunner\.yaml:\n.* steps: \{a: \{run: \{\}\}\}\n/);
});

s.run();
