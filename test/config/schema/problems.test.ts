import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { load, messageOf } from '../loading.ts';

const s = suite('config/schema/problems');

/** A file whose step "a" has a `run` with these keys. */
const run = (keys: string): string => `steps:\n  a:\n    run: {image: x, ${keys}}\n`;
const push = (value: string): string => `steps:\n  a:\n    build: .\n    push: ${value}\n`;

/** A file and all lines of its message but the first. */
const messages: readonly (readonly [string, string])[] = [
  [
    'steps:\n  a:\n    run:\n      imagee: x\n      cmd: 5\n      cmds: echo\n      zzz: 1\n',
    `
  buildrunner.yaml:4:7 "steps.a.run.imagee" is no known key
          imagee: x
          ^
    Did you mean "image"?
  buildrunner.yaml:5:12 "steps.a.run.cmd" must be a text, not the number 5
          cmd: 5
               ^
    Put it in quotes if it is meant as text.
  buildrunner.yaml:6:13 "steps.a.run.cmds" must be a list, not the text "echo"
          cmds: echo
                ^
    Write each item behind "- " on a line of its own.
  buildrunner.yaml:7:7 "steps.a.run.zzz" is no known key
          zzz: 1
          ^
    Use one of artifacts, caches, cap_add, cmd, cmds, containers, cpu-period, cpu-quota, cpu-shares, cwd, dns, dns_search, docker-socket, env, extra_hosts, files, hostname, image, mem-limit, no-cache, platform, ports, post-build, privileged, provisioners, pull, services, shell, ssh-keys, systemd, systemd_cgroup2, user, volumes_from, xfail.`,
  ],
  [
    'version: 99\nsteps: {a: {run: {image: 1}}}\n',
    `
  buildrunner.yaml:1:10 "version" asks for 99, and this program understands build files up to 3.27
    version: 99
             ^
    Take a newer version of the program, or a lower number.
  buildrunner.yaml:2:26 "steps.a.run.image" must be a text, not the number 1
    steps: {a: {run: {image: 1}}}
                             ^
    Put it in quotes if it is meant as text.`,
  ],
];
for (const [text, expected] of messages) {
  s(`tells all problems of ${JSON.stringify(text.slice(0, 40))} at once`, async () => {
    const message = messageOf(await load(text));
    assert.is(message.slice(message.indexOf('\n')), expected);
  });
}

/** A file, the place of its one problem, what is said there, and what to do. */
const problems: readonly (readonly [string, string, string, string])[] = [
  ['', '1:1', 'The file must be a map, not nothing', 'Write "key: value" lines.'],
  ['- a', '1:1', 'The file must be a map, not a list', 'Write "key: value" lines.'],
  ['version: 2.0', '1:1', '"steps" is missing', 'Add the key.'],
  ['version: 2.0\nsteps:', '2:1', '"steps" is missing', 'Add the key.'],
  ['steps: {}', '1:8', '"steps" holds no step', 'Write at least one step.'],
  [
    'steps: [a]',
    '1:8',
    '"steps" must be a map of steps, not a list',
    'Write each step by its name with a ":" behind it.',
  ],
  ['step: {}\nsteps: {a: {run: {image: x}}}', '1:1', '"step" is no known key', 'Did you mean "steps"?'],
  ['steps: {a: x}', '1:12', '"steps.a" must be a map, not the text "x"', 'Write "key: value" lines.'],
  ['steps: {a: {runs: {image: x}}}', '1:13', '"steps.a.runs" is no known key', 'Did you mean "run"?'],
  [
    'steps: {1: {run: {image: x}}}',
    '1:9',
    '"steps.1" is a key and must be a text, not the number 1',
    'Put the key in quotes.',
  ],
  ['steps: {"": {run: {image: x}}}', '1:9', '"steps." is an empty name of a step', 'Give the step a name.'],
  [
    'steps: {a/b: {run: {image: x}}}',
    '1:9',
    '"steps.a/b" has a character in its name that no folder can have',
    'Leave out "/", "\\" and control characters.',
  ],
  [
    'steps: {..: {run: {image: x}}}',
    '1:9',
    '"steps..." is a name that stands for another folder',
    'Choose another name.',
  ],
  [
    'steps: {build.log: {run: {image: x}}}',
    '1:9',
    '"steps.build.log" is the name of a file that every build writes',
    'Choose another name.',
  ],
  [
    'steps: {a: {run: {cmd: x}}}',
    '1:18',
    '"steps.a.run" has no "image", and its step builds none',
    'Give it an "image".',
  ],
  [
    run('user: 1000'),
    '3:27',
    '"steps.a.run.user" must be a text, not the number 1000',
    'Put it in quotes if it is meant as text.',
  ],
  [
    run('hostname: true'),
    '3:31',
    '"steps.a.run.hostname" must be a text, not the boolean true',
    'Put it in quotes if it is meant as text.',
  ],
  [
    run('xfail: maybe'),
    '3:28',
    '"steps.a.run.xfail" must be true or false, not the text "maybe"',
    'Write true or false.',
  ],
  [run('xfail: 2'), '3:28', '"steps.a.run.xfail" must be true or false, not the number 2', 'Write true or false.'],
  [
    run('cpu-shares: 1.5'),
    '3:33',
    '"steps.a.run.cpu-shares" must be an integer, not the number 1.5',
    'Write an integer.',
  ],
  [
    run('files: {a: }'),
    '3:29',
    '"steps.a.run.files.a" must be a text, not nothing',
    'Put it in quotes if it is meant as text.',
  ],
  [run('ports: {0: 1}'), '3:29', '"steps.a.run.ports.0" is no port', 'Use a number from 1 to 65535.'],
  [run('ports: {80: 70000}'), '3:33', '"steps.a.run.ports.80" is no port', 'Use a number from 1 to 65535.'],
  [run('env: {"A=B": 1}'), '3:27', '"steps.a.run.env.A=B" is no name of a variable', 'Use a name without "=".'],
  [
    run('provisioners: {puppet: x}'),
    '3:36',
    '"steps.a.run.provisioners.puppet" is no known provisioner',
    'Use "shell".',
  ],
  [
    run('artifacts: {"*.txt": {rename: x}}'),
    '3:42',
    '"steps.a.run.artifacts.*.txt" renames what a pattern with "*" finds',
    'Name one file, or take "rename" away.',
  ],
  [
    run('artifacts: {a: {rename: 5}}'),
    '3:45',
    '"steps.a.run.artifacts.a.rename" must be a text, not the number 5',
    'Put it in quotes if it is meant as text.',
  ],
  [
    run('volumes_from: [s]'),
    '3:36',
    '"steps.a.run.volumes_from.0" names "s", which is no service that is started before',
    'Define the service first.',
  ],
  [
    run('services: {s: {image: y, volumes_from: ["t:ro"]}, t: {image: y}}'),
    '3:61',
    '"steps.a.run.services.s.volumes_from.0" names "t", which is no service that is started before',
    'Define the service first.',
  ],
  [
    run('services: {s: {}}'),
    '3:35',
    '"steps.a.run.services.s" has neither "image" nor "build"',
    'Give it one of the two.',
  ],
  [
    run('services: {s: {image: y, build: .}}'),
    '3:35',
    '"steps.a.run.services.s" has both "image" and "build"',
    'Leave one of the two.',
  ],
  [
    run('services: {"a b": {image: y}}'),
    '3:32',
    '"steps.a.run.services.a b" is no name that a container can have',
    'Use letters, digits, "_", "." and "-", a letter or digit first.',
  ],
  [
    run('services: {s: {image: y, cmds: [a]}}'),
    '3:46',
    '"steps.a.run.services.s.cmds" is no known key',
    'Did you mean "cmd"?',
  ],
  [
    run('services: {s: {image: y, wait_for: [{timeout: 5}]}}'),
    '3:57',
    '"steps.a.run.services.s.wait_for.0.port" is missing',
    'Add the key.',
  ],
  [
    run('services: {s: {image: y, wait_for: [{port: 5, timeout: 2s}]}}'),
    '3:76',
    '"steps.a.run.services.s.wait_for.0.timeout" must be an integer, not the text "2s"',
    'Write an integer.',
  ],
  [
    'steps: {a: {build: 5}}',
    '1:20',
    '"steps.a.build" must be a text or a map, not the number 5',
    'Name a folder with a Dockerfile, or write "key: value" lines.',
  ],
  [push('5'), '4:11', '"steps.a.push" must be a text, not the number 5', 'Write the name of a repository.'],
  [
    push('""'),
    '4:11',
    '"steps.a.push" is no repository of docker: ""',
    'Write [registry/]name with letters, digits and . _ - /.',
  ],
  [
    push('a b'),
    '4:11',
    '"steps.a.push" is no repository of docker: "a b"',
    'Write [registry/]name with letters, digits and . _ - /.',
  ],
  [push('"img:"'), '4:11', '"steps.a.push" has a tag that docker refuses: "img:"', 'Use letters, digits and . _ -.'],
  [
    push('img@sha256:0123'),
    '4:11',
    '"steps.a.push" names a digest, and nothing can be pushed to one',
    'Write a tag, or only the repository.',
  ],
  [push('{tags: [a]}'), '4:11', '"steps.a.push.repository" is missing', 'Add the key.'],
  [
    push('{repository: a, tags: x}'),
    '4:33',
    '"steps.a.push.tags" must be a list, not the text "x"',
    'Write each item behind "- " on a line of its own.',
  ],
  [
    push('{repository: a, add_build_tag: false}'),
    '4:11',
    '"steps.a.push" names no tag',
    'Write "tags", or take "add_build_tag: false" away.',
  ],
  [
    push('[a, ""]'),
    '4:15',
    '"steps.a.push.1" is no repository of docker: ""',
    'Write [registry/]name with letters, digits and . _ - /.',
  ],
];
for (const [text, place, message, next] of problems) {
  s(`says of ${JSON.stringify(text)} that ${message}`, async () => {
    const lines = messageOf(await load(text)).split('\n');
    assert.is(lines[0], 'The configuration has 1 problem');
    assert.is(lines[1], `  buildrunner.yaml:${place} ${message}`);
    assert.is(lines.at(-1), `    ${next}`);
  });
}

s('tells a problem of an anchor for each step that it is in, at the place where it is written', async () => {
  const lines = messageOf(await load('steps:\n  a: &x\n    run: {image: 1}\n  b: *x\n')).split('\n');
  assert.equal(
    lines.filter((line) => line.includes('must be')),
    [
      '  buildrunner.yaml:3:18 "steps.a.run.image" must be a text, not the number 1',
      '  buildrunner.yaml:3:18 "steps.b.run.image" must be a text, not the number 1',
    ],
  );
});

s('tells unknown keys with the names of JavaScript too', async () => {
  const text = run('constructor: 1, __proto__: 2, toString: 3');
  const lines = messageOf(await load(text)).split('\n');
  assert.is(lines[0], 'The configuration has 3 problems');
});

s.run();
