import * as v from 'valibot';
import { build } from './build.ts';
import { listOf, mapWith, section } from './containers.ts';
import { key, requiredKey } from './key.ts';
import { stepName } from './names.ts';
import { packageTargets, remote } from './other-tasks.ts';
import { toKey, wording } from './problem.ts';
import { pushTargets } from './push.ts';
import { redirect } from './redirect.ts';
import { run } from './run.ts';
import { anything, flag, text } from './scalars.ts';
import { keywords, shape } from './shape.ts';

/** One step. Its tasks run in this order: remote, build, run, push, commit, pypi-push. */
export const step = v.pipe(
  section({
    build: key(build, {
      is: 'Image to build: a folder with a Dockerfile, or a map of keys.',
      examples: ['.', { path: 'web', target: 'test' }],
    }),
    run: key(run, {
      is: 'Container to run, in "image" or else in the image that the "build" of the step makes.',
      examples: [{ image: 'busybox:latest', cmd: 'echo hello' }],
    }),
    push: key(pushTargets, {
      is: 'Tags that the image of the step gets and that --push pushes, when all steps have passed: names or maps.',
      examples: ['registry.example.com/web:latest', [{ repository: 'web', tags: ['latest'] }, 'web-mirror']],
    }),
    commit: key(pushTargets, {
      is: 'As "push", but the tags stay on the engine.',
      examples: ['web-base:test'],
    }),
    depends: key(listOf(text), {
      is: 'Names of steps that must have run before this one.',
      otherwise: 'the steps run in the order of the file',
      examples: [['compile']],
    }),
    remote: key(remote, { is: 'Command to run on another host by ssh.', examples: [{ host: 'builder', cmd: 'make' }] }),
    'pypi-push': key(packageTargets, {
      is:
        'Repositories that the python packages among the artifacts of the step (type "python-sdist" or ' +
        '"python-wheel") are uploaded to, with --push.',
      examples: ['pypi', { repository: 'https://pypi.example.com', username: 'ci', password: '{{ env.PASSWORD }}' }],
    }),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { run: task, build: built } = dataset.value;
    if (task === undefined || task.image !== undefined || built !== undefined) return;
    const message = wording('has no "image", and its step builds none', 'Give it an "image"');
    addIssue({ message, path: [toKey('run')] });
  }),
);

const steps = v.pipe(
  mapWith({
    key: stepName,
    value: step,
    kind: 'a map of steps',
    next: 'Write each step by its name with a ":" behind it',
  }),
  v.check((map) => map.size > 0, wording('holds no step', 'Write at least one step')),
  keywords({ minProperties: 1 }),
);

/** `version` is checked where its text is at hand: 3.10 comes after 3.9. */
const version = v.pipe(
  anything,
  shape({ kind: 'number' }),
  keywords({ type: ['number', 'string'], pattern: '^\\d+(?:\\.\\d+)?$', exclusiveMaximum: 4 }),
);

/** The whole build file. */
export const buildFile = v.pipe(
  section({
    version: key(version, {
      is: 'Version of the language that the file is written in.',
      otherwise: 'any version',
      examples: [2.0],
    }),
    'use-legacy-builder': key(flag, {
      is: 'Whether images are built by the legacy builder of docker (true) or by the configured buildx builder (false).',
      otherwise: 'BuildKit where the engine has it',
      examples: [false],
    }),
    steps: requiredKey(steps, {
      is: 'The steps by name, in the order in which they run.',
      examples: [{ test: { run: { image: 'busybox:latest', cmd: 'echo hello' } } }],
    }),
    redirect,
  }),
  keywords({ required: [], anyOf: [{ required: ['steps'] }, { required: ['redirect'] }] }),
);
