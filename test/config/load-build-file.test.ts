import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Step } from '../../src/config/build-file.ts';
import { formatDiagnostic } from '../../src/config/diagnostic.ts';
import type { GeneratedFile } from '../../src/config/generated.ts';
import { folderOf, load, loadFrom, messageOf } from './loading.ts';

const s = suite('config/load-build-file');

s('gives the steps in their order, with variables and the registry filled in', async () => {
  const text = `
steps:
  second:
    run:
      image: {{ DOCKER_REGISTRY }}/busybox:{{ TAG }}
      env: {A: yes, B: 1.0, C: ~, D: '{{ env.GREETING }}'}
  '10':
    run: {image: x}
`;
  const directory = folderOf({ 'buildrunner.yaml': text });
  const result = await loadFrom(directory, { variables: new Map([['TAG', 'v1']]) });
  assert.is(messageOf(result), '');
  const steps = result.ok ? result.value.steps : new Map<string, Step>();
  assert.equal([...steps.keys()], ['second', '10']);
  assert.is(steps.get('second')?.run?.image, 'registry.example.com/busybox:v1');
  assert.equal(
    [...(steps.get('second')?.run?.env ?? [])],
    [
      ['A', true],
      ['B', { kind: 'float', value: 1 }],
      ['C', null],
      ['D', 'hello'],
    ],
  );
});

s('knows where each value stands in the file, through the template', async () => {
  const result = await load(
    '{% for name in ["a", "b"] %}{% endfor %}\nsteps:\n  {{ "one" }}:\n    run:\n      image: x\n',
  );
  assert.is(messageOf(result), '');
  if (!result.ok) return;
  const { locate, problemAt } = result.value;
  assert.equal(locate(['steps', 'one', 'run', 'image']), { file: 'buildrunner.yaml', line: 5, column: 14 });
  assert.equal(locate(['steps', 'one', 'run', 'services', 'none']), { file: 'buildrunner.yaml', line: 4, column: 5 });
  assert.equal(formatDiagnostic(problemAt(['steps', 'one', 'run', 'image'], '"x" is odd', 'Change it')), [
    'buildrunner.yaml:5:14 "x" is odd',
    '        image: x',
    '               ^',
    '    Change it.'.slice(2),
  ]);
});

s('puts steps behind those they depend on, and else keeps the order of the file', async () => {
  const rows: readonly (readonly [Record<string, string>, string])[] = [
    [{ a: 'c', b: '', c: '' }, 'b c a'],
    [{ a: '', b: 'a', c: '' }, 'a b c'],
    [{ z: 'x, y', y: '', x: '' }, 'y x z'],
    [{ d: 'b, c', b: 'a', c: 'a', a: '', e: '' }, 'a b c d e'],
    [{ a: '', b: '' }, 'a b'],
    [{ a: 'd', b: 'c', c: 'd', d: '', e: '' }, 'd a c b e'],
    [{ b: 'd', c: '', a: 'b, b', d: 'c', e: 'a' }, 'c d b a e'],
  ];
  for (const [steps, expected] of rows) {
    const lines = Object.entries(steps).map(([name, on]) => `  ${name}: {depends: [${on}], run: {image: x}}\n`);
    const result = await load(`version: 2.0\nsteps:\n${lines.join('')}`);
    assert.is(result.ok ? [...result.value.steps.keys()].join(' ') : messageOf(result), expected);
  }
});

s('warns that the original ignores "depends" below version 2.0', async () => {
  const result = await load('steps:\n  a: {run: {image: x}}\n  b: {depends: [a], run: {image: x}}\n');
  assert.equal(result.ok && result.value.warnings.flatMap(formatDiagnostic), [
    'buildrunner.yaml:3:7 "depends" is followed here; the Python buildrunner ignores it below "version: 2.0"',
    '    b: {depends: [a], run: {image: x}}',
    '        ^',
    '  Write "version: 2.0" at the top.',
  ]);
});

s('follows redirects to other files and keeps CONFIG_FILE the first', async () => {
  const directory = folderOf({
    'buildrunner.yaml': "redirect: other/{{ 'real' }}.yaml\nsteps: ignored\n",
    'other/real.yaml': 'steps:\n  a: {run: {image: x, cmd: "{{ CONFIG_FILE }}"}}\n',
  });
  const files: GeneratedFile[] = [];
  const result = await loadFrom(directory, { files });
  assert.is(messageOf(result), '');
  if (!result.ok) return;
  assert.is(result.value.steps.get('a')?.run?.cmd, `${directory}/buildrunner.yaml`);
  assert.equal(
    files.map((file) => file.path.slice(directory.length)),
    ['/buildrunner.yaml', '/other/real.yaml'],
  );
  assert.is(result.value.locate(['steps', 'a']).file, 'other/real.yaml');
});

s('reads the file that is named, relative to the build directory', async () => {
  const directory = folderOf({ 'sub/other.yaml': 'steps: {a: {run: {image: x}}}\n' });
  assert.is(messageOf(await loadFrom(directory, { file: 'sub/other.yaml' })), '');
});

s('says what it looked for when there is no build file', async () => {
  const directory = folderOf({ 'buildrunner.yml': '' });
  assert.is(
    messageOf(await loadFrom(directory)),
    `The build file "buildrunner.yaml" does not exist in "${directory}"\n` +
      'Create it, name another one by "--file", or another directory by "--directory".',
  );
  assert.is(
    messageOf(await loadFrom(directory, { file: 'x.yaml' })),
    `The build file "x.yaml" does not exist in "${directory}"\nCorrect "--file": it is relative to the build directory.`,
  );
});

const unreadable: readonly (readonly [string, Readonly<Record<string, string | Uint8Array>>, string])[] = [
  ['a folder', { 'buildrunner.yaml/x': '' }, 'buildrunner.yaml:1:1 "buildrunner.yaml" is a folder\n    Name a file.'],
  [
    'bytes that are no text',
    { 'buildrunner.yaml': Uint8Array.of(0xff, 0xfe, 0xfd) },
    'buildrunner.yaml:1:1 "buildrunner.yaml" is no text in UTF-8\n    Save it in UTF-8.',
  ],
  [
    'a redirect to nowhere',
    { 'buildrunner.yaml': 'redirect: x.yaml' },
    `buildrunner.yaml:1:11 "x.yaml" does not exist
    redirect: x.yaml
              ^
    Correct the path: it is relative to the build directory.`,
  ],
  [
    'a redirect in a circle',
    { 'buildrunner.yaml': 'redirect: b.yaml', 'b.yaml': 'redirect: ./buildrunner.yaml' },
    `b.yaml:1:11 Files redirect in a circle: "buildrunner.yaml" -> "b.yaml" -> "buildrunner.yaml"
    redirect: ./buildrunner.yaml
              ^
    Let the last file redirect no more.`,
  ],
  [
    'a redirect in no known way',
    { 'buildrunner.yaml': 'redirect: ftp://example.com/x.yaml' },
    `buildrunner.yaml:1:11 "ftp" is no way to fetch a file
    redirect: ftp://example.com/x.yaml
              ^
    Name a path, "http(s)://...", "github://ALIAS/OWNER/REPOSITORY/PATH", or "git+https://HOST/REPOSITORY#BRANCH:PATH".`,
  ],
  [
    'a redirect to no path',
    { 'buildrunner.yaml': 'redirect: 5' },
    `buildrunner.yaml:1:11 "redirect" must be the path or address of a file, not the number 5
    redirect: 5
              ^
    Name a file.`,
  ],
  [
    'a template error',
    { 'buildrunner.yaml': 'a: 1\nsteps: {{ nope.x }}\n' },
    `buildrunner.yaml:2:16 "nope" is undefined, so it has no "x"
    steps: {{ nope.x }}
                   ^
    Correct the name, or define it.`,
  ],
  [
    'a build file that refuses',
    { 'buildrunner.yaml': '{% if not BRANCH %}{{ raise("no " ~ "branch") }}{% endif %}\n' },
    `buildrunner.yaml:1:23 The file says: no branch
    {% if not BRANCH %}{{ raise("no " ~ "branch") }}{% endif %}
                          ^
    Do as it asks.`,
  ],
  [
    'a YAML error behind template lines',
    { 'buildrunner.yaml': '{# a\n comment #}\nsteps:\n  a: b: c\n' },
    `buildrunner.yaml:4:7 ": " stands within a value
      a: b: c
          ^
    Put the value in quotes; or, where a key of its own is meant, indent it like the keys above.`,
  ],
];
for (const [what, files, expected] of unreadable) {
  s(`locates ${what}`, async () => {
    const result = await loadFrom(folderOf(files));
    assert.is(messageOf(result), `The configuration has 1 problem\n  ${expected}`);
    assert.is(result.ok ? '' : result.failure.kind, 'configuration');
  });
}

const versions: readonly (readonly [string, string])[] = [
  ['2.0', ''],
  ['"2.0"', ''],
  ['3', ''],
  ['3.9', ''],
  ['3.27', ''],
  ['~', ''],
  ['3.28', '"version" asks for 3.28, and this program understands build files up to 3.27'],
  ['3.100', '"version" asks for 3.100, and this program understands build files up to 3.27'],
  ['99', '"version" asks for 99, and this program understands build files up to 3.27'],
  ['abc', '"version" must be a number such as 2.0, not the text "abc"'],
  ['3.27.1', '"version" must be a number such as 2.0, not the text "3.27.1"'],
  ['""', '"version" must be a number such as 2.0, not an empty text'],
  ['[1]', '"version" must be a number such as 2.0, not a list'],
  ['{a: 1}', '"version" must be a number such as 2.0, not a map'],
  ['true', '"version" must be a number such as 2.0, not the boolean true'],
  ['-1', '"version" must be a number such as 2.0, not the number -1'],
  ['.inf', '"version" must be a number such as 2.0, not the number .inf'],
  ['2020-01-02', '"version" must be a number such as 2.0, not the date 2020-01-02'],
];
for (const [version, expected] of versions) {
  s(`${expected === '' ? 'takes' : 'refuses'} version ${version}`, async () => {
    const result = await load(`version: ${version}\nsteps: {a: {run: {image: x}}}\n`);
    assert.is(messageOf(result).split('\n')[1] ?? '', expected && `  buildrunner.yaml:1:10 ${expected}`);
  });
}

const dependencies: readonly (readonly [string, string])[] = [
  [
    'a: {depends: [b], run: {image: x}}\n  b: {depends: [a], run: {image: x}}',
    `1 problem
  buildrunner.yaml:3:17 Steps depend on each other in a circle: "a" (line 3) -> "b" (line 4) -> "a"
      a: {depends: [b], run: {image: x}}
                    ^
    Take one of these dependencies away.`,
  ],
  [
    'w: {depends: [c]}\n  a: {depends: [o, b]}\n  b:\n    depends:\n      - c\n  c: {depends: [a]}\n  o: {}',
    `1 problem
  buildrunner.yaml:4:20 Steps depend on each other in a circle: "a" (line 4) -> "b" (line 7) -> "c" (line 8) -> "a"
      a: {depends: [o, b]}
                       ^
    Take one of these dependencies away.`,
  ],
  [
    'a: {depends: [a], run: {image: x}}',
    `1 problem
  buildrunner.yaml:3:17 "steps.a" depends on itself
      a: {depends: [a], run: {image: x}}
                    ^
    Take this dependency away.`,
  ],
  [
    'compile: {}\n  abc: {depends: [acb, complie], run: {image: x}}\n  d: {depends: [e]}\n  e: {depends: [d]}\n  f: {depends: [f]}',
    `4 problems
  buildrunner.yaml:4:19 "steps.abc" depends on "acb", which is no step
      abc: {depends: [acb, complie], run: {image: x}}
                      ^
    Name a step of this file.
  buildrunner.yaml:4:24 "steps.abc" depends on "complie", which is no step
      abc: {depends: [acb, complie], run: {image: x}}
                           ^
    Did you mean "compile"?
  buildrunner.yaml:5:17 Steps depend on each other in a circle: "d" (line 5) -> "e" (line 6) -> "d"
      d: {depends: [e]}
                    ^
    Take one of these dependencies away.
  buildrunner.yaml:7:17 "steps.f" depends on itself
      f: {depends: [f]}
                    ^
    Take this dependency away.`,
  ],
  [
    'a: {depends: bc, run: {image: x}}',
    `1 problem
  buildrunner.yaml:3:16 "steps.a.depends" must be a list, not the text "bc"
      a: {depends: bc, run: {image: x}}
                   ^
    Write each item behind "- " on a line of its own.`,
  ],
];
for (const [steps, expected] of dependencies) {
  s(`refuses dependencies like ${steps.split('\n')[0]}`, async () => {
    const result = await load(`version: 2.0\nsteps:\n  ${steps}\n`);
    assert.is(messageOf(result), `The configuration has ${expected}`);
  });
}

s('ignores a key "redirect" without a value', async () => {
  assert.is(messageOf(await load('redirect:\nsteps: {a: {run: {image: x}}}\n')), '');
});

s.run();
