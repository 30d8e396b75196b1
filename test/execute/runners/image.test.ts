import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildImage } from '../../../src/execute/runners/build.ts';
import { execInContainer } from '../../../src/execute/runners/command.ts';
import { createContainer, startContainer } from '../../../src/execute/runners/container.ts';
import { commitContainer, tagImage } from '../../../src/execute/runners/image.ts';
import { formatFailure } from '../../../src/failure.ts';
import type { BuildImage, CommitContainer, TagImage } from '../../../src/plan/operation.ts';
import { docker } from '../../support/engine.ts';
import { removeNames } from '../../support/registry.ts';
import { memoryContext, type MemoryContext } from '../context.ts';
import {
  COMMON,
  containerName,
  createOperation,
  execOperation,
  failureOf,
  IMAGE,
  removeContainers,
  startOperation,
  succeeded,
} from './rig.ts';

const s = suite('making images', { timeout: 60_000 });

const PREFIX = `buildrunner.local/runners-test-${process.pid}`;

s.after(async () => {
  await removeContainers();
  await removeNames(PREFIX);
});

function build(name: string, dockerfile: string, values: Partial<BuildImage> = {}): BuildImage {
  return {
    ...{ ...COMMON, id: 'one/build-image', kind: 'buildImage', image: `${PREFIX}/${name}:1`, context: null },
    ...{
      dockerfile: { text: dockerfile },
      buildArguments: new Map(),
      isLoaded: true,
      isPulled: false,
      isUncached: false,
    },
    ...{ injections: [], secrets: [], cacheFrom: [], cacheTo: [], warnings: [] },
    ...{ builder: 'legacy', builderName: null, isPart: false, images: new Map() },
    ...{ isApart: false, localImages: [] },
    ...values,
  };
}

/** Runs a step's command in a container of an image, and freezes the container. */
async function commit(baseImage: string, name: string): Promise<{ context: MemoryContext; image: string }> {
  const context = memoryContext();
  const container = containerName();
  const labels = new Map([
    ['buildrunner.build', 'buildrunner-0'],
    ['team', 'a'],
  ]);
  const shape = { image: baseImage, command: ['/bin/sh'], hasTerminal: true, workingDirectory: '/source', labels };
  succeeded(await createContainer(createOperation(container, { ...shape, role: 'step' }), context));
  succeeded(await startContainer(startOperation(container, { speaker: { kind: 'step' } }), context));
  const environment = new Map([['SECRET', 'of the run']]);
  succeeded(await execInContainer(execOperation(container, 'echo made > /made.txt', { environment }), context));
  const image = `${PREFIX}/${name}:1`;
  const operation: CommitContainer = {
    ...COMMON,
    id: 'one/commit-container',
    kind: 'commitContainer',
    variables: [],
    container,
    baseImage,
    image,
  };
  succeeded(await commitContainer(operation, context));
  return { context, image };
}

s('builds what nothing uses, and leaves no image of it', async () => {
  const unused = (name: string, line: string) =>
    build(name, `FROM ${IMAGE}\n${line}\n`, { builder: 'buildkit', isLoaded: false });
  const context = memoryContext();
  succeeded(await buildImage(unused('unused', 'RUN echo built > /made.txt'), context));
  assert.match(context.output('stderr'), 'echo built');
  assert.equal(await docker('image', 'ls', '--quiet', `${PREFIX}/unused`), '');
  assert.not((await buildImage(unused('failing', 'RUN exit 3'), memoryContext())).ok);
});

function configOf(image: string, field: string): Promise<string> {
  return docker('image', 'inspect', '--format', `{{json .Config.${field}}}`, image);
}

s('keeps command and entry point of the image it was made from, and nothing of the run but its files', async () => {
  const text = [
    `FROM ${IMAGE}`,
    'ENV KEPT=yes',
    'WORKDIR /work',
    'LABEL own=label',
    'ENTRYPOINT ["/bin/sh", "-c", "exec \\"$@\\"", "entry"]',
    'CMD ["cat", "/made.txt"]',
  ].join('\n');
  const base = build('base', text);
  succeeded(await buildImage(base, memoryContext()));
  const container = containerName();
  // An entry point would swallow the shell that waits, so this container gets none of it.
  const shell = build('shell', `FROM ${base.image}\nENTRYPOINT []\n`);
  succeeded(await buildImage(shell, memoryContext()));
  const { image } = await commit(shell.image, 'committed');
  assert.is(await configOf(image, 'Env'), await configOf(shell.image, 'Env'));
  assert.is(await configOf(image, 'WorkingDir'), '"/work"');
  assert.not.match(await docker('image', 'inspect', image), 'of the run');
  assert.match(await configOf(image, 'Labels'), '"own":"label"');
  assert.match(await configOf(image, 'Labels'), '"buildrunner.build":""');
  const committed: CommitContainer = {
    ...{
      ...COMMON,
      id: 'one/commit-container',
      kind: 'commitContainer',
      variables: [],
      container,
      baseImage: base.image,
    },
    image: `${PREFIX}/entry:1`,
  };
  await docker('create', '--name', container, image);
  succeeded(await commitContainer(committed, memoryContext()));
  for (const field of ['Cmd', 'Entrypoint']) {
    assert.is(await configOf(committed.image, field), await configOf(base.image, field), field);
  }
  assert.is(await docker('run', '--name', containerName(), committed.image), 'made');
});

s('keeps the command of an image that has no entry point', async () => {
  const { context, image } = await commit(IMAGE, 'plain');
  assert.equal([await configOf(image, 'Cmd'), await configOf(image, 'Entrypoint')], ['["sh"]', 'null']);
  assert.is(await configOf(image, 'Env'), '["PATH=/bin"]');
  assert.ok(context.registry.list().some((one) => one.kind === 'image' && one.name === image));
});

s('says that a container cannot be committed', async () => {
  const operation: CommitContainer = {
    ...{
      ...COMMON,
      id: 'one/commit-container',
      kind: 'commitContainer',
      variables: [],
      container: 'no-such-container',
    },
    ...{ baseImage: IMAGE, image: `${PREFIX}/none:1` },
  };
  const failure = failureOf(await commitContainer(operation, memoryContext()));
  assert.match(failure.summary, /^The container of step "one" could not be committed: /);
});

for (const builder of ['legacy', 'buildkit'] as const) {
  s(`builds with the builder "${builder}", with arguments, and passes on what it says`, async () => {
    const context = memoryContext();
    const text = `FROM ${IMAGE}\nARG VALUE\nRUN echo "built with $VALUE" && echo "$VALUE" > /value\n`;
    const buildArguments = new Map([['VALUE', 'two words']]);
    const operation = build(`built-${builder}`, text, { builder, buildArguments });
    succeeded(await buildImage(operation, context));
    assert.is(await docker('run', '--name', containerName(), operation.image, 'cat', '/value'), 'two words');
    assert.match(context.output('stdout') + context.output('stderr'), 'built with two words');
    assert.equal(context.registry.list(), [{ kind: 'image', name: operation.image }]);
  });

  s(`says how a build with the builder "${builder}" failed`, async () => {
    const operation = build(`failed-${builder}`, `FROM ${IMAGE}\nRUN echo last words; exit 7\n`, { builder });
    const failure = failureOf(await buildImage(operation, memoryContext()));
    assert.is(failure.kind, 'step');
    assert.match(failure.summary, /^Step "one" failed: its image could not be built \(docker exited with code \d+\)$/);
    assert.match(formatFailure(failure).join('\n'), /7/);
  });
}

s('gives an image a name of the user, and tells of it, and of what is to be pushed once', async () => {
  const context = memoryContext();
  const listing = {
    repository: `${PREFIX}/tagged`,
    tags: ['one', 'two'],
    id: 'full',
    isMain: true,
    parts: [],
  } as const;
  const tag = (name: string, listed: TagImage['listing']): TagImage => ({
    ...{ ...COMMON, id: `one/push ${name}`, kind: 'tagImage', image: IMAGE },
    ...{ reference: `${PREFIX}/tagged:${name}`, isKept: true, listing: listed },
  });
  succeeded(await tagImage(tag('one', null), context));
  succeeded(await tagImage(tag('two', listing), context));
  const id = await docker('image', 'inspect', '--format', '{{.Id}}', `${PREFIX}/tagged:two`);
  assert.equal(
    context.events.map((event) => ('path' in event ? event.path : 'reference' in event ? event.reference : event.kind)),
    [`${PREFIX}/tagged:one`, `${PREFIX}/tagged:two`, `one/${id}`],
  );
  const [, , collected] = context.events;
  assert.equal(collected?.kind === 'artifactCollected' ? [...(collected.properties ?? [])] : [], [
    ['type', 'docker-image'],
    ['docker:image', id],
    ['docker:repository', listing.repository],
    ['docker:tags', listing.tags],
  ]);
});

s('says that a name is none that docker takes', async () => {
  const operation: TagImage = {
    ...{ ...COMMON, id: 'one/push', kind: 'tagImage', image: IMAGE, reference: `${PREFIX}/tagged:-bad` },
    ...{ isKept: true, listing: null },
  };
  const failure = failureOf(await tagImage(operation, memoryContext()));
  assert.match(failure.summary, `The image of step "one" could not be tagged "${PREFIX}/tagged:-bad": `);
});

s.run();
