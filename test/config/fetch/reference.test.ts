import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseReference } from '../../../src/config/fetch/reference.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const s = suite('config/fetch/reference');

const place = { buildDirectory: '/project', homeDirectory: '/home/me' };

/** A reference without its name and identity, flat. */
function parsed(text: string): Record<string, unknown> {
  const reference = parseReference(text, place);
  if (reference.kind === 'invalid') return { invalid: `${reference.message}. ${reference.next}.` };
  const { name: _, identity: __, ...rest } = reference;
  return 'url' in rest ? { ...rest, url: rest.url.href } : rest;
}

const files: readonly (readonly [string, string])[] = [
  ['a.yaml', '/project/a.yaml'],
  ['../a.yaml', '/a.yaml'],
  ['/etc/a.yaml', '/etc/a.yaml'],
  ['~/a.yaml', '/home/me/a.yaml'],
  ['~other/a.yaml', '/project/~other/a.yaml'],
  ['file:a.yaml', '/project/a.yaml'],
  ['file:/a.yaml', '/a.yaml'],
  ['file:///a b%20#c?d.yaml', '/a b%20#c?d.yaml'],
  ['file://localhost/a.yaml', '/a.yaml'],
  ['a:b.yaml', '/project/a:b.yaml'],
];
for (const [text, path] of files) {
  s(`"${text}" is the file ${path}`, () => assert.equal(parsed(text), { kind: 'file', path }));
}

const gits: readonly (readonly [string, Record<string, unknown>])[] = [
  [
    'git+https://example.com/a/b.git#main:ci/x.yaml',
    { address: 'https://example.com/a/b.git', revision: 'main', path: 'ci/x.yaml' },
  ],
  ['git+ssh://git@h/a.git', { address: 'ssh://git@h/a.git', revision: 'HEAD', path: 'buildrunner.yaml' }],
  ['git+ssh://git@h:2222/a#v1', { address: 'ssh://git@h:2222/a', revision: 'v1', path: 'buildrunner.yaml' }],
  ['git://h/a#:x/y.yaml', { address: 'git://h/a', revision: 'HEAD', path: 'x/y.yaml' }],
  ['git+file:///a b#feature/x:/c', { address: 'file:///a b', revision: 'feature/x', path: 'c' }],
];
for (const [text, expected] of gits) {
  s(`"${text}" is a file in git`, () => assert.equal(parsed(text), { kind: 'git', login: null, ...expected }));
}

s('keeps the user and password of a web server out of what git is told', () => {
  assert.equal(parsed('git+https://me:p%40ss@h/a#main:x'), {
    ...{ kind: 'git', address: 'https://h/a', login: { user: 'me', password: 'p@ss' } },
    ...{ revision: 'main', path: 'x' },
  });
});

s('reads addresses of the web and of GitHub', () => {
  assert.equal(parsed('https://example.com/x.yaml?y=1'), { kind: 'web', url: 'https://example.com/x.yaml?y=1' });
  assert.equal(parsed('github://hub/owner/repo/sub/x.yaml'), {
    ...{ kind: 'github', alias: 'hub', owner: 'owner', repository: 'repo', path: 'sub/x.yaml' },
  });
});

const FORMS =
  'Name a path, "http(s)://...", "github://ALIAS/OWNER/REPOSITORY/PATH", or "git+https://HOST/REPOSITORY#BRANCH:PATH"';
const wrong: readonly (readonly [string, string])[] = [
  ['ftp://h/x', `"ftp" is no way to fetch a file. ${FORMS}.`],
  ['git+ftp://h/x', `"git+ftp" is no way to fetch a file. ${FORMS}.`],
  ['//h/x', `"//h/x" has no scheme before "//". ${FORMS}.`],
  ['file://a/x', '"file://a/x" names "a" as its host. Write "file:///..." for an absolute path, or the path alone.'],
  ['git@h:a/b.git', '"git@h:a/b.git" is no path. Write "git+ssh://USER@HOST/REPOSITORY#BRANCH:PATH".'],
  ['github://a/b/c', '"github://a/b/c" names no file of a repository. Write "github://ALIAS/OWNER/REPOSITORY/PATH".'],
  ['github:///b/c/d', '"github:///b/c/d" names no file of a repository. Write "github://ALIAS/OWNER/REPOSITORY/PATH".'],
  ['https://me:secret@h:99999/x', '"https://***@h:99999/x" is no valid address. Correct the host or port.'],
  ['http://', '"http://" is no valid address. Correct the host or port.'],
  ['git+ssh://me:pw@h/a', '"git+ssh://***@h/a" holds a password, which ssh has no use for. Leave it out.'],
  [
    'git://h/a#--upload-pack=x',
    '"--upload-pack=x" is no branch, tag or commit. Write "git+https://HOST/REPOSITORY#BRANCH:PATH".',
  ],
  ['git://h/a#a b', '"a b" is no branch, tag or commit. Write "git+https://HOST/REPOSITORY#BRANCH:PATH".'],
];
for (const [text, expected] of wrong) {
  s(`refuses "${text}"`, () => assert.equal(parsed(text), { invalid: expected }));
}

s('knows the same thing by each of its spellings', () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, 'real'));
  symlinkSync('real', join(directory, 'link'));
  const own = { buildDirectory: directory, homeDirectory: directory };
  const groups = [
    [
      'real/x.yaml',
      './link/../real/x.yaml',
      `${directory}/real/x.yaml`,
      `file://${directory}/link/x.yaml`,
      '~/link/x.yaml',
    ],
    ['https://h/x', 'HTTPS://me:pw@h:443/x#y'],
    ['git+https://h/x#:buildrunner.yaml', 'git+https://u:p@h/x', 'git+https://h/x#HEAD'],
    ['github://a/b/c/d', 'github://a//b/c//d'],
  ];
  const identities = groups.map((group) => {
    const all = group.map((text) => parseReference(text, own)).map((one) => ('identity' in one ? one.identity : ''));
    return [...new Set(all)];
  });
  assert.equal(
    identities.map((group) => group.length),
    [1, 1, 1, 1],
  );
  assert.is(new Set(identities.flat()).size, 4);
});

s.run();
