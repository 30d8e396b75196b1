import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAddress, parseState } from '../../src/docker/inspect.ts';
import { isListening } from '../../src/docker/listeners.ts';
import {
  parseOwned,
  parseOwnedAnswers,
  parseOwnedImages,
  toListOwnedCommand,
  toListOwnedImagesCommand,
} from '../../src/docker/ownership.ts';
import { parseNames, toListContainersCommand, toRemoveContainersCommand } from '../../src/docker/removal.ts';

const s = suite("docker's answers");

const ADDRESSES = [
  ['172.17.0.2  \n', '172.17.0.2'],
  [' fd00::2 \n', 'fd00::2'],
  ['172.17.0.2 fd00::2 10.0.0.2 \n', '172.17.0.2'],
  ['  \n', null],
  ['\n', null],
] as const;
for (const [output, address] of ADDRESSES) {
  s(`the address in ${JSON.stringify(output)}`, () => assert.is(parseAddress(output), address));
}

s('the state of a container', () => {
  assert.equal(parseState('exited 137 true\n'), { status: 'exited', exitCode: 137, isOutOfMemory: true });
  assert.equal(parseState('running 0 false\n'), { status: 'running', exitCode: 0, isOutOfMemory: false });
  assert.is(parseState(''), null);
});

const HEADING = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const socket = (local: string, state = '0A') =>
  `${HEADING}   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0\n`;
const SOCKETS = [
  ['any address', '00000000:1F90', '0A', true],
  ['its own address', '020011AC:1F90', '0A', true],
  ['any address of IPv6', '00000000000000000000000000000000:1F90', '0A', true],
  ['another port', '00000000:1F91', '0A', false],
  ['a connection', '00000000:1F90', '01', false],
  ['loopback', '0100007F:1F90', '0A', false],
  ["loopback of docker's name server", '0B00007F:1F90', '0A', false],
  ['loopback of IPv6', '00000000000000000000000001000000:1F90', '0A', false],
  ['loopback in IPv6 clothes', '0000000000000000FFFF00000100007F:1F90', '0A', false],
] as const;
for (const [what, local, state, expected] of SOCKETS) {
  s(`port 8080 and a socket at ${what}`, () => assert.is(isListening(socket(local, state), 8080), expected));
}

s('what a build owns is listed with all of its labels', () => {
  const fields = '{{.Names}}\t{{.Label "buildrunner.build"}}\t{{.Label "buildrunner.owner"}}';
  assert.equal(toListOwnedCommand('container', ['k=v']).argv, [
    ...['docker', 'ps', '--all', '--filter', 'label=buildrunner.build', '--filter', 'label=k=v', '--format'],
    `${fields}\t{{.Label "buildrunner.step"}}\t{{.Label "buildrunner.role"}}`,
  ]);
  assert.equal(toListOwnedCommand('volume').argv.slice(0, 3), ['docker', 'volume', 'ls']);
});

s('containers of an image that was committed are nobody’s', () => {
  const owned = { kind: 'container', name: 'n', buildId: 'b', owner: 'o', step: '', role: 'source' };
  assert.equal(parseOwned('container', 'n\tb\to\t\tsource\nstranger\t\t\t\t\n\n'), [owned]);
});

s('images of builds tell their owner by their names', () => {
  const pattern = 'reference=buildrunner.local/*/*:*';
  const format = ['--format', '{{.Repository}}:{{.Tag}}'];
  assert.equal(toListOwnedImagesCommand().argv, ['docker', 'image', 'ls', '--filter', pattern, ...format]);
  const name = 'buildrunner.local/buildrunner-12/a-build:me.1';
  const image = { kind: 'image', name, buildId: 'buildrunner-12', owner: 'me.1', step: '', role: 'image' };
  assert.equal(parseOwnedImages(`${name}\nbuildrunner.local/x\nother/a/b:c\n`), [image]);
});

s('containers are removed in one call, with their volumes', () => {
  assert.equal(toRemoveContainersCommand(['a', 'b']).argv, ['docker', 'rm', '--force', '--volumes', 'a', 'b']);
  const list = toListContainersCommand('label=x').argv;
  assert.equal(list, ['docker', 'ps', '--all', '--filter', 'label=x', '--format', '{{.Names}}']);
  assert.equal(parseNames('a\n\nb\n'), ['a', 'b']);
});

const LABELS = {
  'buildrunner.build': 'b1',
  'buildrunner.owner': 'o',
  'buildrunner.step': 's',
  'buildrunner.role': 'r',
};
const OWNED = { buildId: 'b1', owner: 'o', step: 's', role: 'r' };

s('what builds have is read from the answers of the engine', () => {
  const answers = [
    [
      { Names: ['/other/alias', '/own'], Labels: LABELS },
      { Names: ['/of-nobody'], Labels: { 'buildrunner.build': '' } },
    ],
    [{ Name: 'net', Labels: LABELS }],
    {
      Volumes: [
        { Name: 'vol', Labels: LABELS },
        { Name: 'unlabelled', Labels: null },
      ],
    },
    [{ RepoTags: ['buildrunner.local/b2/step-commit:o2', 'app:latest'] }, { RepoTags: null }],
  ].map((answer) => JSON.stringify(answer));
  assert.equal(parseOwnedAnswers(answers), [
    { kind: 'container', name: 'own', ...OWNED },
    { kind: 'network', name: 'net', ...OWNED },
    { kind: 'volume', name: 'vol', ...OWNED },
    {
      ...{ kind: 'image', name: 'buildrunner.local/b2/step-commit:o2', buildId: 'b2', owner: 'o2' },
      ...{ step: '', role: 'image' },
    },
  ]);
  assert.equal(parseOwnedAnswers(['[]', '[]', '{"Volumes":null}', '[]']), []);
});

s('what builds have is not known where an answer is missing', () => {
  assert.is(parseOwnedAnswers(['[]', null, '{}', '[]']), null);
  assert.is(parseOwnedAnswers(['[]', '[]', '{}', '<html>']), null);
});

s.run();
