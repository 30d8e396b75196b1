import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { explainDockerError } from '../../src/docker/error.ts';

const s = suite("docker's errors");

const DAEMON = 'Error response from daemon: ';
const RUNC = `${DAEMON}failed to create task for container: OCI runtime create failed: unable to start container process: `;

/** What docker 28 with engine 26 writes, and the reason that we give. */
const ROWS = [
  [
    'Cannot connect to the Docker daemon at unix:///x.sock. Is the docker daemon running?',
    'the docker engine does not answer',
  ],
  [
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: dial unix /var/run/docker.sock: connect: permission denied',
    'this user may not use the docker engine',
  ],
  [`${DAEMON}No such image: nosuch:1`, 'the engine has no such image'],
  [`${DAEMON}manifest for r/nosuch:1 not found: manifest unknown: manifest unknown`, 'the registry has no such image'],
  [
    `${DAEMON}pull access denied for x, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    'the registry has no such repository, or wants a login',
  ],
  [
    `${DAEMON}Get "https://r/v2/": dial tcp: lookup r on 10.0.0.1:53: no such host`,
    'the registry cannot be reached from the engine',
  ],
  [
    `${DAEMON}Conflict. The container name "/x" is already in use by container "1b6".`,
    'a container of that name exists already',
  ],
  [
    `${DAEMON}invalid mount config for type "bind": bind source path does not exist: /nosuch`,
    'the engine does not see "/nosuch"',
  ],
  [`${DAEMON}Duplicate mount point: /x`, 'one of its mounts is not possible'],
  [
    `${DAEMON}unable to find user nobodyx: no matching entries in passwd file\nError: failed to start containers: x`,
    'the image does not know its user',
  ],
  [`${RUNC}exec: "nosuch": executable file not found in $PATH: unknown`, 'the image has no program "nosuch"'],
  [`${RUNC}exec: "/n/x": stat /n/x: no such file or directory: unknown`, 'the image has no program "/n/x"'],
  [`${DAEMON}Bind for 0.0.0.0:80 failed: port is already allocated`, 'a port that it publishes is taken'],
  [`${DAEMON}container d2fb is not running`, 'the container has ended'],
  ['write /x: no space left on device', 'the disk of the engine is full'],
  ['invalid reference format: repository name (library/A_B) must be lowercase', 'the name is no name of an image'],
  [`${DAEMON}something new.\nSee 'docker run --help'.`, 'something new'],
  ['', 'docker gave no reason'],
] as const;

for (const [stderr, reason] of ROWS) {
  s(`"${stderr.slice(0, 60)}" means: ${reason}`, () => assert.is(explainDockerError(stderr).reason, reason));
}

s('what to do is said with the reason', () => {
  assert.equal(explainDockerError(`${DAEMON}No such image: x`), {
    reason: 'the engine has no such image',
    next: 'Pull or build it first, or set "pull: true"',
  });
});

s.run();
