import { chmodSync, chownSync, mkdirSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatFailure } from '../../src/failure.ts';
import { gatherVersionControl } from '../../src/facts/version-control.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { commit, emptyRepository, factsOf, git, PAST, repository, run, runWithoutGit, writeAt } from './repository.ts';

const clean = suite('facts/version-control: a clean checkout');

clean('has name, branch, number, id and release', async () => {
  const directory = repository(3);
  const id = git(directory, 'rev-parse', 'HEAD');
  assert.equal(await factsOf(directory), {
    name: 'project',
    branch: 'main',
    number: '3',
    id,
    shortId: id.slice(0, 7),
    modified: '0',
    release: `3.I${id.slice(0, 6)}.M0`,
  });
});

const names: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
  ['the folder without remotes, without one extension', {}, 'my.old'],
  ['origin', { other: 'https://h/a/other.git', origin: 'https://h/a/My.Repo.git' }, 'My.Repo'],
  ['the only remote', { upstream: 'git@host:team/repo.git' }, 'repo'],
  ['the first remote', { b: '/srv/b', a: '/srv/a' }, 'b'],
  ['an address with a slash at its end', { origin: 'https://h/a/repo/' }, 'repo'],
  ['an address without a folder', { origin: 'git@host:repo.git' }, 'repo'],
  ['the .git of a checkout', { origin: '/srv/repo/.git' }, 'repo'],
];
for (const [title, remotes, expected] of names) {
  clean(`is named after ${title}`, async () => {
    const directory = repository(1, 'my.old.project');
    for (const [name, url] of Object.entries(remotes)) git(directory, 'remote', 'add', name, url);
    assert.is((await factsOf(directory)).name, expected);
    assert.is((await factsOf(directory, { run: runWithoutGit })).name, expected);
  });
}

for (const [title, lines] of [
  ['a file that the configuration includes', ['[include]', '  path = more']],
  ['an address in quotes', ['[remote "origin"]', '  url = "https://h/a/more.git" # ours']],
] as const) {
  clean(`is named after a remote in ${title}`, async () => {
    const directory = repository();
    const folder = join(directory, '.git');
    writeFileSync(join(folder, 'more'), '[remote "origin"]\n  url = https://h/a/more.git\n');
    writeFileSync(join(folder, 'config'), `${lines.join('\n')}\n`, { flag: 'a' });
    assert.is((await factsOf(directory)).name, 'more');
  });
}

clean('may be shallow: the number counts the commits it has', async () => {
  const clone = join(temporaryDirectory(), 'clone');
  git('/', 'clone', '-q', '--depth', '2', `file://${repository(5)}`, clone);
  const facts = await factsOf(clone);
  assert.is(facts.number, '2');
  assert.is(facts.name, 'project');
});

clean('may be a linked work tree', async () => {
  const linked = join(temporaryDirectory(), 'linked');
  const directory = repository(2);
  git(directory, 'worktree', 'add', '-q', '-b', 'side/branch', linked);
  const expected = { ...(await factsOf(directory)), name: 'linked', branch: 'side/branch' };
  assert.equal(await factsOf(linked), expected);
  const { release, number, ...rest } = await factsOf(linked, { run: runWithoutGit });
  assert.equal({ ...rest, number, release }, { ...expected, number: '0', release: release.replace(/^\d+/, '0') });
});

clean('may belong to somebody else', async () => {
  if (process.getuid?.() !== 0) return;
  const directory = repository();
  for (const path of [dirname(directory), directory, join(directory, '.git')]) chownSync(path, 12345, 12345);
  assert.is((await factsOf(directory)).branch, 'main');
});

clean('is told of although variables of a hook name another repository', async () => {
  const [directory, other] = [repository(2), repository(1)];
  process.env['GIT_DIR'] = join(other, '.git');
  try {
    assert.is((await factsOf(directory)).number, '2');
  } finally {
    delete process.env['GIT_DIR'];
  }
});
clean.run();

const detached = suite('facts/version-control: a detached HEAD');

const ciRows: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
  ['a push on GitHub', { GITHUB_HEAD_REF: '', GITHUB_REF_NAME: 'feature/a' }, 'feature/a'],
  ['a pull request on GitHub', { GITHUB_HEAD_REF: 'topic', GITHUB_REF_NAME: '12/merge' }, 'topic'],
  ['GitLab', { CI_COMMIT_BRANCH: 'topic', CI_COMMIT_REF_NAME: 'topic' }, 'topic'],
  ['a merge request on GitLab', { CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'topic', CI_COMMIT_REF_NAME: 'x' }, 'topic'],
  ['a tag on GitLab', { CI_COMMIT_REF_NAME: 'v1' }, 'v1'],
  ['Jenkins', { GIT_BRANCH: 'origin/team/topic' }, 'team/topic'],
  ['a change on Jenkins', { CHANGE_BRANCH: 'topic', BRANCH_NAME: 'PR-7' }, 'topic'],
  ['Azure Pipelines', { BUILD_SOURCEBRANCH: 'refs/heads/team/topic' }, 'team/topic'],
];
for (const [title, environment, expected] of ciRows) {
  detached(`has the branch that CI names: ${title}`, async () => {
    const directory = repository(2);
    git(directory, 'remote', 'add', 'origin', 'https://h/a.git');
    git(directory, 'checkout', '-q', '--detach');
    assert.is((await factsOf(directory, { environment })).branch, expected);
    assert.is((await factsOf(directory, { environment, run: runWithoutGit })).branch, expected);
    git(directory, 'checkout', '-q', 'main');
    assert.is((await factsOf(directory, { environment })).branch, 'main');
  });
}

detached('lies on the branch whose history leads to it, master before others', async () => {
  const directory = repository(2);
  const id = git(directory, 'rev-parse', 'HEAD');
  commit(directory, 'f3');
  git(directory, 'checkout', '-q', '--detach', id);
  assert.is((await factsOf(directory)).branch, 'main');
  git(directory, 'branch', 'aside', 'main');
  git(directory, 'branch', 'master', 'main');
  const facts = await factsOf(directory);
  assert.is(facts.branch, 'master');
  assert.is(facts.number, '2');
});

detached('lies on no branch when it is the tip of one', async () => {
  const directory = repository(2);
  git(directory, 'checkout', '-q', '--detach');
  const facts = await factsOf(directory);
  assert.is(facts.branch, 'DETACHED');
  assert.is(facts.number, '2');
});

detached('is not found through a merge', async () => {
  const directory = repository(2);
  const id = git(directory, 'rev-parse', 'HEAD');
  git(directory, 'checkout', '-q', '-b', 'side');
  commit(directory, 'side');
  git(directory, 'checkout', '-q', 'main');
  commit(directory, 'f3');
  git(directory, 'merge', '-q', '--no-edit', 'side');
  git(directory, 'branch', '-D', 'side');
  git(directory, 'checkout', '-q', '--detach', id);
  assert.is((await factsOf(directory)).branch, 'DETACHED');
});
detached.run();

const lacking = suite('facts/version-control: something is lacking');

const NONE = { number: '0', id: '0'.repeat(40), shortId: '0000000', modified: '0', release: '0.I000000.M0' };

lacking('builds without a commit', async () => {
  const directory = emptyRepository();
  assert.equal(await factsOf(directory), { name: 'project', branch: 'main', ...NONE });
  assert.equal(await factsOf(directory, { run: runWithoutGit }), { name: 'project', branch: 'main', ...NONE });
  writeAt(PAST, directory, 'new');
  assert.is((await factsOf(directory)).release, `0.I000000.M${PAST}`);
});

lacking('builds without a repository', async () => {
  const directory = join(temporaryDirectory(), 'some.folder');
  mkdirSync(directory);
  assert.equal(await factsOf(directory), { name: 'some', branch: 'none', ...NONE });
  mkdirSync(join(directory, '.git'));
  assert.equal(await factsOf(directory), { name: 'some', branch: 'none', ...NONE });
  rmdirSync(join(directory, '.git'));
  writeFileSync(join(directory, '.git'), 'no link');
  assert.equal(await factsOf(directory), { name: 'some', branch: 'none', ...NONE });
});

lacking('knows branch and commit without git, loose or packed', async () => {
  const directory = repository(2);
  const id = git(directory, 'rev-parse', 'HEAD');
  const expected = { name: 'project', branch: 'main', number: '0', id, shortId: id.slice(0, 7) };
  const rest = { modified: '0', release: `0.I${id.slice(0, 6)}.M0` };
  assert.equal(await factsOf(directory, { run: runWithoutGit }), { ...expected, ...rest });
  git(directory, 'pack-refs', '--all');
  assert.equal(await factsOf(directory, { run: runWithoutGit }), { ...expected, ...rest });
  git(directory, 'checkout', '-q', '--detach');
  assert.equal(await factsOf(directory, { run: runWithoutGit }), { ...expected, branch: 'DETACHED', ...rest });
});

lacking('says in the words of git what is broken', async () => {
  const directory = repository();
  writeFileSync(join(directory, '.git/index'), 'no index');
  const result = await gatherVersionControl({ directory, run, environment: {} });
  assert.not(result.ok);
  if (result.ok) return;
  assert.is(result.failure.kind, 'environment');
  const [summary, ...rest] = formatFailure(result.failure);
  assert.is(summary, `"git status" failed in "${directory}"`);
  assert.match(rest.join('\n'), /fatal: .*index/);
  assert.match(rest.at(-1) ?? '', /^Repair the repository until "git status" works there/);
});

lacking('takes a folder whose .git cannot be read for one without', async () => {
  if (process.getuid?.() === 0) return;
  const directory = repository();
  chmodSync(join(directory, '.git'), 0o000);
  assert.is((await factsOf(directory)).branch, 'none');
  chmodSync(join(directory, '.git'), 0o755);
});

lacking('takes a work tree whose repository has moved away for one without', async () => {
  const directory = repository();
  const linked = join(temporaryDirectory(), 'linked');
  git(directory, 'worktree', 'add', '-q', linked);
  renameSync(directory, `${directory} moved`);
  assert.is((await factsOf(linked)).branch, 'none');
  assert.is((await factsOf(linked)).name, basename(linked));
});
lacking.run();
