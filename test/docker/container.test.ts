import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toCreateContainerCommand, toCreateNetworkCommand, toStartCommand } from '../../src/docker/container.ts';
import { toExecCommand } from '../../src/docker/exec.ts';
import type { CreateContainer } from '../../src/plan/operation.ts';
import { common, container, exec } from './operations.ts';

const s = suite('docker commands for containers');

const resolve = (text: unknown) => (typeof text === 'string' ? text : '10.0.0.9');

const CREATE = ['docker', 'create', '--pull', 'never', '--name', 'one'];
const ROWS: readonly (readonly [string, Partial<CreateContainer>, readonly string[]])[] = [
  ['nothing but an image', {}, ['base']],
  ['a command', { command: ['/bin/sh', '-c', 'a b'] }, ['base', '/bin/sh', '-c', 'a b']],
  ['a terminal', { hasTerminal: true }, ['--interactive', '--tty', 'base']],
  [
    'labels in their order',
    { labels: new Map([...[['b', '1'] as const], ...[['a', 'x=y,z'] as const]]) },
    ['--label', 'b=1', '--label', 'a=x=y,z', 'base'],
  ],
  [
    'folder, user and host name',
    { workingDirectory: '/s', user: '1:2', hostname: 'h' },
    ['--workdir', '/s', '--user', '1:2', '--hostname', 'h', 'base'],
  ],
  [
    'a network with aliases',
    { network: { name: 'net', aliases: ['x', 'y'] } },
    ['--network', 'net', '--network-alias', 'x', '--network-alias', 'y', 'base'],
  ],
  [
    'names and addresses',
    {
      dns: ['1.1.1.1', { late: 'address', from: 'a/start' }],
      dnsSearch: ['d'],
      extraHosts: [{ host: 'h', address: { late: 'address', from: 'a/start' } }],
    },
    ['--dns', '1.1.1.1', '--dns', '10.0.0.9', '--dns-search', 'd', '--add-host', 'h:10.0.0.9', 'base'],
  ],
  [
    'published ports',
    {
      ports: [
        { container: 80, host: 8080 },
        { container: 81, host: null },
      ],
    },
    ['--publish', '8080:80', '--publish', '81', 'base'],
  ],
  [
    'rights and limits',
    {
      ...{
        volumesFrom: ['v:ro'],
        isPrivileged: true,
        addedCapabilities: ['SYS_PTRACE'],
        securityOptions: ['seccomp=unconfined'],
      },
      ...{ memoryLimit: '64m', cpuShares: 2, cpuPeriod: 3, cpuQuota: 4 },
    },
    [
      ...['--volumes-from', 'v:ro', '--privileged', '--cap-add', 'SYS_PTRACE', '--security-opt', 'seccomp=unconfined'],
      ...['--memory', '64m', '--cpu-shares', '2', '--cpu-period', '3', '--cpu-quota', '4', 'base'],
    ],
  ],
  [
    'mounts',
    { mounts: [{ kind: 'bind', source: '/a', target: '/b', isReadOnly: true }] },
    ['--mount', 'type=bind,src=/a,dst=/b,readonly', 'base'],
  ],
];

for (const [what, given, words] of ROWS) {
  s(`a container with ${what}`, () => {
    assert.equal(toCreateContainerCommand(container(given), resolve), { argv: [...CREATE, ...words] });
  });
}

s('the environment of a container travels on standard input', () => {
  const command = toCreateContainerCommand(container({ environment: new Map([['A', 'b c']]) }), resolve);
  assert.equal(command.argv, [...CREATE, '--env-file', '/dev/stdin', 'base']);
  assert.is(command.environmentText, 'A=b c\n');
});

s('a network, with labels', () => {
  const { argv } = toCreateNetworkCommand({ name: 'net', labels: new Map([['a', 'b']]) });
  assert.equal(argv, ['docker', 'network', 'create', '--label', 'a=b', 'net']);
});

s('a start is attached where its output is followed', () => {
  assert.equal(toStartCommand({ container: 'one', attach: 'none' }).argv, ['docker', 'start', 'one']);
  for (const attach of ['background', 'foreground'] as const) {
    assert.equal(toStartCommand({ container: 'one', attach }).argv, ['docker', 'start', '--attach', 'one']);
  }
});

s('a command in a container', () => {
  const words = ['/bin/bash', '-xc', 'echo "$A"'];
  assert.equal(toExecCommand(exec({ argv: words }), resolve).argv, ['docker', 'exec', 'one', ...words]);
  const environment = new Map([['A', { late: 'containerId', from: common('x').id } as const]]);
  const command = toExecCommand(exec({ user: 'me', environment }), resolve);
  const flags = ['--user', 'me', '--env-file', '/dev/stdin'];
  assert.equal(command.argv, ['docker', 'exec', ...flags, 'one', '/bin/sh', '-xc', 'true']);
  assert.is(command.environmentText, 'A=10.0.0.9\n');
});

s.run();
