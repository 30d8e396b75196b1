import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createContainer } from '../../../src/execute/runners/container.ts';
import { copyFromContainer, copyToContainer } from '../../../src/execute/runners/copy.ts';
import type { CopiedContent, CopyFromContainer, CopyToContainer, Mount } from '../../../src/plan/operation.ts';
import { docker } from '../../support/engine.ts';
import { liveProcesses } from '../../support/processes.ts';
import { writeFiles } from '../../support/project.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { memoryContext, type MemoryContext } from '../context.ts';
import { containerName, createOperation, failureOf, removeContainers, succeeded } from './rig.ts';

const s = suite('copying into and out of containers', { timeout: 60_000 });

s.after(removeContainers);

const COMMON = { step: 'one', dependsOn: [], follows: [], cause: 'a test' } as const;

function copyIn(container: string, path: string, content: CopiedContent): CopyToContainer {
  return { ...COMMON, id: `one/copy-in ${path}`, kind: 'copyToContainer', container, path, content };
}

function copyOut(container: string, path: string, target: string): CopyFromContainer {
  return { ...COMMON, id: `one/copy-out ${path}`, kind: 'copyFromContainer', container, path, target };
}

/** A volume of the container's own, as /source is. */
const SOURCE: Mount = { kind: 'volume', name: null, target: '/source', labels: new Map(), overlay: null };

/** Makes a container that prints what a script prints; it is not started. */
async function made(context: MemoryContext, script: string): Promise<string> {
  const name = containerName();
  const operation = createOperation(name, { command: ['sh', '-c', script], mounts: [SOURCE] });
  succeeded(await createContainer(operation, context));
  return name;
}

function start(container: string): Promise<string> {
  return docker('start', '--attach', container);
}

s('puts a text into a container that is not started yet, folders and all', async () => {
  const context = memoryContext();
  const container = await made(context, 'stat -c "%a %u" /deep/er/tool.conf; cat /deep/er/tool.conf');
  const content = { kind: 'text', text: 'größe\n' } as const;
  succeeded(await copyToContainer(copyIn(container, '/deep/er/tool.conf', content), context));
  assert.is(await start(container), '644 0\ngröße');
});

s('puts a file into it, with its mode, or to be executed', async () => {
  const context = memoryContext();
  const folder = temporaryDirectory();
  writeFileSync(join(folder, 'a file'), 'content\n', { mode: 0o640 });
  const container = await made(context, 'stat -c "%a" /one /two; cat /one; ls /');
  const content = { kind: 'path', source: join(folder, 'a file'), isExecutable: false } as const;
  succeeded(await copyToContainer(copyIn(container, '/one', content), context));
  succeeded(await copyToContainer(copyIn(container, '/two', { ...content, isExecutable: true }), context));
  const [one, two, text, ...names] = (await start(container)).split('\n');
  assert.equal([one, two, text], ['640', '751', 'content']);
  assert.ok(names.includes('source'));
});

s('puts a folder into it, under another name and beside what is there', async () => {
  const context = memoryContext();
  const folder = temporaryDirectory();
  writeFiles(folder, { 'a/b.txt': 'b\n', 'c.txt': 'c\n' });
  const container = await made(context, 'cd /bin/given && find . | sort; test -x /bin/sh && echo kept');
  const content = { kind: 'path', source: folder, isExecutable: false } as const;
  succeeded(await copyToContainer(copyIn(container, '/bin/given', content), context));
  assert.is(await start(container), '.\n./a\n./a/b.txt\n./c.txt\nkept');
});

s('puts the checkout into the volume at /source, without what is left out, and tells how far it is', async () => {
  const context = memoryContext();
  const { buildDirectory } = context.facts;
  writeFiles(buildDirectory, { 'src/main.c': 'int main;', 'buildrunner.results/old': 'x', '.git/HEAD': 'ref' });
  const container = await made(context, 'cd /source && find . -type f | sort; ls /overlay/0 /overlay/1');
  const content = { kind: 'checkout', directory: buildDirectory, overlays: 2 } as const;
  succeeded(await copyToContainer(copyIn(container, '/', content), context));
  assert.is(await start(container), './.git/HEAD\n./src/main.c\n/overlay/0:\nupper\nwork\n\n/overlay/1:\nupper\nwork');
  const [started, ...rest] = context.events;
  assert.equal(started, {
    kind: 'operationStarted',
    id: 'one/copy-in /',
    step: 'one',
    title: 'Copying the checkout',
  });
  assert.is(rest.at(-1)?.kind, 'operationFinished');
});

s('puts what is in one container into another, neither of them started', async () => {
  const context = memoryContext();
  const from = await made(context, 'true');
  const to = await made(context, 'cd /source && find . | sort; cat deep/file');
  const folder = temporaryDirectory();
  writeFiles(folder, { 'deep/file': 'brought\n' });
  const given = { kind: 'path', source: folder, isExecutable: false } as const;
  succeeded(await copyToContainer(copyIn(from, '/source', given), context));
  const content = { kind: 'container', container: from, path: '/source' } as const;
  succeeded(await copyToContainer(copyIn(to, '/source', content), context));
  assert.is(await start(to), '.\n./deep\n./deep/file\nbrought');
});

/** Not even root may read it. */
const UNREADABLE = '/sys/bus/platform/drivers_probe';

const sources: readonly [string, string, string][] = [
  ['a file that cannot be read', UNREADABLE, `Cannot read "${UNREADABLE}": permission denied`],
  ['a file that is not there', '/no/such/file', 'Cannot read "/no/such/file": no such file or folder'],
];
for (const [name, source, summary] of sources) {
  s(`fails for ${name}, and leaves nothing of it running`, async () => {
    const context = memoryContext();
    const container = await made(context, 'ls /given || echo nothing');
    const content = { kind: 'path', source, isExecutable: false } as const;
    const failure = failureOf(await copyToContainer(copyIn(container, '/given', content), context));
    assert.equal([failure.kind, failure.summary], ['environment', summary]);
    assert.not(liveProcesses().some(({ command }) => command.includes(`${container}:`)));
    assert.is(await start(container), 'nothing');
  });
}

s('fails for the whole checkout where one file of it cannot be read', async () => {
  const context = memoryContext();
  const container = await made(context, 'true');
  const content = { kind: 'checkout', directory: '/sys/bus/platform', overlays: 0 } as const;
  const failure = failureOf(await copyToContainer(copyIn(container, '/', content), context));
  assert.match(failure.summary, /^Cannot read "\/sys\/bus\/platform\/.*": permission denied$/);
});

s('says what docker says where the container is not there', async () => {
  const content = { kind: 'text', text: 'x'.repeat(5_000_000) } as const;
  const failure = failureOf(await copyToContainer(copyIn('no-such-container', '/x', content), memoryContext()));
  assert.is(failure.kind, 'engine');
  assert.match(failure.summary, /^Files could not be copied into a container: /);
  assert.match(String(failure.details), 'no-such-container');
});

s('fails where one of two containers is not there', async () => {
  const context = memoryContext();
  const container = await made(context, 'true');
  const copy = (to: string, from: string) =>
    copyToContainer(copyIn(to, '/source', { kind: 'container', container: from, path: '/source' }), context);
  assert.match(failureOf(await copy(container, 'no-such-container')).summary, 'The checkout could not be read back: ');
  assert.is(failureOf(await copy('no-such-container', container)).kind, 'engine');
});

s('stops when the build ends', async () => {
  const context = memoryContext();
  const container = await made(context, 'true');
  const copying = copyToContainer(copyIn(container, '/x', { kind: 'text', text: 'x'.repeat(50_000_000) }), context);
  context.abort();
  failureOf(await copying);
});

s('takes a file and a folder back over ours, and what is no longer there goes', async () => {
  const context = memoryContext();
  const folder = temporaryDirectory();
  writeFiles(folder, { file: 'old', 'tree/gone.txt': 'old', 'tree/kept.txt': 'old' });
  const container = await made(context, 'echo new > /file; mkdir /tree; echo new > /tree/kept.txt');
  await start(container);
  for (const name of ['file', 'tree']) {
    succeeded(await copyFromContainer(copyOut(container, `/${name}`, join(folder, name)), context));
  }
  assert.is(readFileSync(join(folder, 'file'), 'utf8'), 'new\n');
  assert.equal(readdirSync(join(folder, 'tree')), ['kept.txt']);
  assert.equal(readdirSync(folder).sort(), ['file', 'tree']);
  assert.equal(
    context.registry.list().filter(({ kind }) => kind === 'file'),
    [],
  );
});

s('leaves ours as it was where the container has none', async () => {
  const context = memoryContext();
  const folder = temporaryDirectory();
  mkdirSync(join(folder, 'tree'));
  writeFileSync(join(folder, 'tree/file'), 'old');
  const container = await made(context, 'true');
  const failure = failureOf(await copyFromContainer(copyOut(container, '/tree', join(folder, 'tree')), context));
  assert.match(failure.summary, `"/tree" could not be copied back to "${folder}/tree": `);
  assert.ok(existsSync(join(folder, 'tree/file')));
  assert.equal(readdirSync(folder), ['tree']);
});

s('says that ours cannot be replaced, and leaves it', async () => {
  const context = memoryContext();
  const container = await made(context, 'echo new > /file');
  await start(container);
  const target = '/proc/file';
  const failure = failureOf(await copyFromContainer(copyOut(container, '/file', target), context));
  assert.equal(
    [failure.kind, failure.summary, failure.next],
    ['environment', `"/file" could not be copied back to "${target}"`, 'Check the right to write to "/proc"'],
  );
  assert.equal(
    context.registry.list().filter(({ kind }) => kind === 'file'),
    [],
  );
});

s('takes files back into one folder side by side', async () => {
  const context = memoryContext();
  const folder = temporaryDirectory();
  const names = ['one', 'two'];
  const container = await made(context, 'echo one > /one; echo two > /two');
  await start(container);
  let release = () => {};
  const allCopied = new Promise<void>((resolve) => (release = resolve));
  let count = 0;
  // Both are copied before either goes on.
  const run: MemoryContext['run'] = async (command, options) => {
    const result = await context.run(command, options);
    count += 1;
    if (count === names.length) release();
    await allCopied;
    return result;
  };
  const copies = names.map((name) =>
    copyFromContainer(copyOut(container, `/${name}`, join(folder, name)), { ...context, run }),
  );
  (await Promise.all(copies)).forEach(succeeded);
  assert.equal(
    names.map((name) => readFileSync(join(folder, name), 'utf8')),
    ['one\n', 'two\n'],
  );
});

s.run();
