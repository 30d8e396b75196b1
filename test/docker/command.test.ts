import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isMaking, isUnstoppable } from '../../src/docker/command.ts';

const s = suite('docker/command: what may leave something when it is killed');

const rows: readonly (readonly [string, boolean])[] = [
  ['docker create --name a image', true],
  ['docker network create net', true],
  ['docker volume create vol', true],
  ['docker build -t a .', true],
  ['docker buildx build .', true],
  ['docker commit a b', true],
  ['docker import a.tar b', true],
  ['docker load --quiet', true],
  ['docker tag a b', true],
  ['docker image inspect a', false],
  ['docker network rm create', false],
  ['docker rm --force create', false],
  ['docker exec a create', false],
  ['docker start a', false],
  ['docker cp - a:/source', false],
  ['docker system dial-stdio', false],
  ['docker pull image', false],
  ['git status', false],
];
for (const [line, expected] of rows) {
  s(`"${line}" ${expected ? 'may' : 'leaves nothing'}`, () => assert.is(isMaking(line.split(' ')), expected));
}
for (const [line, expected] of [
  ['docker commit a b', true],
  ['docker import a.tar b', true],
  ['docker load --quiet', true],
  ['docker build .', false],
  ['docker image ls import', false],
] as const) {
  const what = expected ? 'goes on' : 'ends';
  s(`what "${line}" asks for ${what} when it is killed`, () => assert.is(isUnstoppable(line.split(' ')), expected));
}

s.run();
