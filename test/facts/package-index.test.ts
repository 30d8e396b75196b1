import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PackageTarget } from '../../src/config/build-file.ts';
import { findPackageIndex } from '../../src/facts/package-index.ts';

const s = suite('the index that packages go to');

const PYPIRC = `[distutils]
index-servers =
  ours
  bare
  open
  odd
[ours]
repository = https://ours.example.com/up
username = me
password = mine
ca_cert = ~/ca.pem
client_cert = /own.pem
[bare]
repository = http://bare:8080/x?y
[open]
repository = https://u%40x:p%3Aw@open.example.com/
[odd]
repository = ftp://x
[unlisted]
repository = https://unlisted.example.com
`;

/** `<address> as <user> with <password>`, and certificates; or what is said. */
function found(
  target: PackageTarget,
  environment: Record<string, string> = {},
  pypirc: string | null = PYPIRC,
): string {
  const read = (path: string) => (path === '/home/me/.pypirc' ? pypirc : null);
  const index = findPackageIndex(target, { environment: { HOME: '/home/me', ...environment }, files: { read } });
  if (index.kind === 'missing') return `${index.message}. ${index.next}`;
  const certificates = [index.authority, index.certificate].filter((path) => path !== null);
  return [`${index.url} as ${index.username} with ${index.password}`, ...certificates].join(', ');
}

const LOGIN = { TWINE_USERNAME: 'tu', TWINE_PASSWORD: 'tp' };
const ASK = 'Write "username" and "password" here or in ~/.pypirc, or set TWINE_USERNAME and TWINE_PASSWORD';

const rows: readonly (readonly [string, string, string])[] = [
  [
    'a section',
    found({ repository: 'ours' }),
    'https://ours.example.com/up as me with mine, /home/me/ca.pem, /own.pem',
  ],
  [
    'a section goes before TWINE_*',
    found({ repository: 'ours' }, LOGIN),
    'https://ours.example.com/up as me with mine, /home/me/ca.pem, /own.pem',
  ],
  [
    'TWINE_* fill a section',
    found({ repository: 'bare' }, { ...LOGIN, TWINE_CERT: '/t.pem', TWINE_CLIENT_CERT: '/c.pem' }),
    'http://bare:8080/x?y as tu with tp, /t.pem, /c.pem',
  ],
  ['a login in the address', found({ repository: 'open' }, LOGIN), 'https://open.example.com/ as u@x with p:w'],
  [
    'an address with a login',
    found({ repository: 'https://a.example.com', username: 'u', password: 'p' }),
    'https://a.example.com/ as u with p',
  ],
  ['an address alone', found({ repository: 'https://a.example.com' }, LOGIN), 'https://a.example.com/ as tu with tp'],
  [
    'a user here',
    found({ repository: 'ours', username: 'other' }),
    'https://ours.example.com/up as other with mine, /home/me/ca.pem, /own.pem',
  ],
  [
    'pypi without a file',
    found({ repository: 'pypi' }, { TWINE_PASSWORD: 'tp' }, null),
    'https://upload.pypi.org/legacy/ as __token__ with tp',
  ],
  [
    'testpypi without a file',
    found({ repository: 'testpypi' }, LOGIN, null),
    'https://test.pypi.org/legacy/ as tu with tp',
  ],
  ['pypi in no list', found({ repository: 'pypi' }, LOGIN), 'https://upload.pypi.org/legacy/ as tu with tp'],
  [
    'pypi.org by http',
    found({ repository: 'http://upload.pypi.org/legacy/', username: 'u', password: 'p' }),
    'https://upload.pypi.org/legacy/ as u with p',
  ],
  [
    'the old section for all',
    found({ repository: 'pypi' }, {}, '[server-login]\nusername: u\npassword: p\n'),
    'https://upload.pypi.org/legacy/ as u with p',
  ],
  [
    'a name that is nowhere',
    found({ repository: 'none' }),
    'Your .pypirc has no "none" among its servers. Add it to "index-servers" of [distutils] and write a section [none], or give an address here',
  ],
  [
    'a section that is not listed',
    found({ repository: 'unlisted' }),
    'Your .pypirc has no "unlisted" among its servers. Add it to "index-servers" of [distutils] and write a section [unlisted], or give an address here',
  ],
  [
    'testpypi in no list',
    found({ repository: 'testpypi' }),
    'Your .pypirc has no "testpypi" among its servers. Add it to "index-servers" of [distutils] and write a section [testpypi], or give an address here',
  ],
  ['no login', found({ repository: 'bare' }), `No user and no password is known for "bare". ${ASK}`],
  ['no password', found({ repository: 'bare', username: 'u' }), `No password is known for "bare". ${ASK}`],
  ['no user', found({ repository: 'bare', password: 'p' }), `No user is known for "bare". ${ASK}`],
  [
    'another kind of address',
    found({ repository: 'odd' }, LOGIN),
    '"odd" has no address that begins with "http://" or "https://". Write the address that packages are uploaded to',
  ],
  [
    'a name with a login',
    found({ repository: 'ours', username: 'u', password: 'p' }),
    '"ours" has no address that begins with "http://" or "https://". Write the address that packages are uploaded to',
  ],
  [
    'a file that is none',
    found({ repository: 'ours' }, {}, 'password = x\n'),
    'Your .pypirc cannot be read. Write "[section]" and "key = value" lines, each name once',
  ],
];
for (const [name, actual, expected] of rows) {
  s(name, () => assert.is(actual, expected));
}

s.run();
