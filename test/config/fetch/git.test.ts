import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchGit } from '../../../src/config/fetch/git.ts';
import { parseReference } from '../../../src/config/fetch/reference.ts';
import type { Command } from '../../../src/process/command.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { run } from '../loading.ts';
import { commitFiles, git, serveGit } from './git-server.ts';
import { serve } from './servers.ts';

const s = suite('config/fetch/git');

/** What a fetch has run, and what it told. */
async function fetched(address: string, { timeout, path }: { timeout?: number; path?: string } = {}) {
  const reference = parseReference(address, { buildDirectory: '/', homeDirectory: null });
  if (reference.kind !== 'git') throw new Error(`${address} is a reference of kind ${reference.kind}`);
  const directory = temporaryDirectory();
  const commands: Command[] = [];
  const result = await fetchGit(reference, {
    run: (command, options) => {
      commands.push(command);
      const env = { ...command.env, HOME: directory, ...(path === undefined ? {} : { PATH: path }) };
      return run({ ...command, env }, options);
    },
    ...{ temporaryDirectory: directory, environment: {}, ...(timeout === undefined ? {} : { timeout }) },
  });
  assert.equal(readdirSync(directory), [], 'the folder is gone');
  const argv = commands.flatMap((command) => command.argv).join(' ');
  return { argv, told: result.kind === 'read' ? result.source.text : `${result.message}. ${result.next}.` };
}

/** A repository with three states of one file: of a tag, of a branch, and of the default branch. */
function history(): { readonly directory: string; readonly first: string } {
  const directory = commitFiles({ 'ci/x.yaml': 'state: first\n', bytes: '\u0000' });
  git(directory, 'tag', 'v1');
  const first = git(directory, 'rev-parse', 'HEAD');
  git(directory, 'checkout', '--quiet', '-b', 'feature/y');
  commitFiles({ 'ci/x.yaml': 'state: branch\n' }, directory);
  git(directory, 'checkout', '--quiet', 'main');
  commitFiles({ 'ci/x.yaml': 'state: last\n', 'buildrunner.yaml': 'state: usual\n' }, directory);
  return { directory, first };
}

s('gives a file of the default branch, a branch, a tag and a commit', async () => {
  const { directory, first } = history();
  const url = `git+file://${directory}`;
  const rows = [
    ['', 'usual'],
    ['#:ci/x.yaml', 'last'],
    ['#main:ci/x.yaml', 'last'],
    ['#feature/y:ci/x.yaml', 'branch'],
    ['#v1:/ci/x.yaml', 'first'],
    [`#${first}:ci/x.yaml`, 'first'],
  ] as const;
  for (const [fragment, state] of rows) assert.is((await fetched(url + fragment)).told, `state: ${state}\n`, fragment);
});

s('logs in by http with what the address holds, which no program sees among its arguments', async () => {
  const { directory } = history();
  const server = await serveGit(directory, 'me:s3cret');
  try {
    const { argv, told } = await fetched(`git+http://me:s3cret@${server.host}/.git#v1:ci/x.yaml`);
    assert.is(told, 'state: first\n');
    assert.not.match(argv, /s3cret/);
    assert.match(argv, new RegExp(`http://${server.host}/\\.git v1 ci/x\\.yaml$`));
    assert.is(
      (await fetched(`git+http://me:wr0ng@${server.host}/.git#v1:ci/x.yaml`)).told,
      `"git+http://***@${server.host}/.git#v1:ci/x.yaml" is not to be had: the server wants another login. ` +
        'Give a user and a password or token that may read it, or a key that ssh finds.',
    );
    assert.is(
      (await fetched(`git+http://${server.host}/.git#v1:ci/x.yaml`)).told,
      `"git+http://${server.host}/.git#v1:ci/x.yaml" is not to be had: the server wants another login. ` +
        'Give a user and a password or token that may read it, or a key that ssh finds.',
    );
  } finally {
    await server.close();
  }
});

s('says what is not there', async () => {
  const { directory } = history();
  const url = `git+file://${directory}`;
  const missing = 'is not to be had';
  assert.is(
    (await fetched(`${url}#main:nope.yaml`)).told,
    `"${url}#main:nope.yaml" ${missing}: "main" has no "nope.yaml". Correct the path behind "#BRANCH:".`,
  );
  assert.is(
    (await fetched(`${url}#:nope.yaml`)).told,
    `"${url}#:nope.yaml" ${missing}: the default branch has no "nope.yaml". Correct the path behind "#BRANCH:".`,
  );
  for (const revision of ['nope', '0'.repeat(39) + '1']) {
    assert.is(
      (await fetched(`${url}#${revision}`)).told,
      `"${url}#${revision}" ${missing}: the repository has no "${revision}". Correct the branch, tag or commit.`,
    );
  }
  assert.is(
    (await fetched(`${url}#main:ci`)).told,
    `"${url}#main:ci" ${missing}: "ci" is no file there. Name a file behind "#BRANCH:".`,
  );
  assert.is(
    (await fetched('git+file:///no/where')).told,
    `"git+file:///no/where" ${missing}: '/no/where' does not appear to be a git repository. Try the address with "git ls-remote".`,
  );
});

s('says that there is no git', async () => {
  const folder = temporaryDirectory();
  symlinkSync('/bin/sh', join(folder, 'sh'));
  assert.is(
    (await fetched('git://h/x', { path: folder })).told,
    '"git://h/x" is not to be had: there is no program "git". Install git.',
  );
});

s('waits for a server only so long, and leaves nothing then either', async () => {
  const server = await serve(() => {});
  try {
    const { told } = await fetched(`git+http://${server.host}/x`, { timeout: 500 });
    assert.is(told, `"git+http://${server.host}/x" is not fetched within 0.5 s. Check the address and the network.`);
  } finally {
    await server.close();
  }
});

s('refuses what is too large for a configuration', async () => {
  const directory = commitFiles({ large: 'x'.repeat(10 * 1024 * 1024 + 1) });
  const url = `git+file://${join(directory, '.git')}#:large`;
  assert.is((await fetched(url)).told, `"${url}" is larger than 10 MiB. Name a configuration file.`);
});

s.run();
