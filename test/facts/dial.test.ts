import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findCertainSocket } from '../../src/facts/docker-address.ts';
import { scriptedFiles } from './scripted-run.ts';

const BINARY = '\x7fELF\x02\x01\x01\0\0';
const SCRIPT = '#!/bin/sh\nexec ssh elsewhere docker "$@"\n';
const CONFIGURATION = '/home/me/.docker/config.json';

interface Case {
  readonly title: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly expected: string | null;
}

const cases: readonly Case[] = [
  { title: "docker's default", expected: '/var/run/docker.sock' },
  { title: 'a socket in DOCKER_HOST', environment: { DOCKER_HOST: 'unix:///run/me.sock' }, expected: '/run/me.sock' },
  {
    title: 'the default context by name',
    environment: { DOCKER_CONTEXT: 'default' },
    expected: '/var/run/docker.sock',
  },
  { title: 'no socket of another kind of address', environment: { DOCKER_HOST: 'tcp://host:2375' }, expected: null },
  { title: 'none of a named context', environment: { DOCKER_CONTEXT: 'there' }, expected: null },
  { title: 'none of a configured context', files: { [CONFIGURATION]: '{"currentContext":"there"}' }, expected: null },
  { title: 'none where docker is a script', files: { '/usr/bin/docker': SCRIPT }, expected: null },
  { title: 'none where the first docker is a script', files: { '/opt/bin/docker': SCRIPT }, expected: null },
  { title: 'none where there is no docker', environment: { PATH: '/nowhere' }, expected: null },
  { title: 'none without PATH', environment: { PATH: '' }, expected: null },
];

const s = suite('facts: the socket over which docker reaches the engine');
for (const { title, environment, files, expected } of cases) {
  s(title, () => {
    const world = scriptedFiles({ '/usr/bin/docker': BINARY, ...files });
    const found = findCertainSocket({ HOME: '/home/me', PATH: '/opt/bin:/usr/bin', ...environment }, world);
    assert.is(found, expected);
  });
}
s.run();
