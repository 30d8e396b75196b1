import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { findReference } from './reference.ts';

const s = suite('bench/reference');

/** A search path of one folder, whose program `buildrunner` begins like this. */
function pathWith(head: string, mode = 0o755): string {
  const folder = temporaryDirectory();
  writeFileSync(join(folder, 'buildrunner'), head);
  chmodSync(join(folder, 'buildrunner'), mode);
  return folder;
}

for (const [what, head, isFound] of [
  ['a script of Python', '#!/usr/bin/python3\nimport sys\n', true],
  ['a script of a Python far away', '#!/bin/sh\n\'\'\'exec\' /a/long/way/bin/python3.11 "$0" "$@"\n', true],
  ['a script of node', '#!/usr/bin/env node\nconst python = 1;\n', false],
  ['an empty file', '', false],
] as const) {
  s(`${what} is ${isFound ? '' : 'not '}taken for the Python buildrunner`, () => {
    const folder = pathWith(head);
    assert.is(findReference(`/does-not-exist:${folder}`), isFound ? join(folder, 'buildrunner') : null);
  });
}

s('only what can be run is looked at, in the order of the search path', () => {
  const python = pathWith('#!/usr/bin/python3\n');
  const [locked, node] = [pathWith('#!/usr/bin/python3\n', 0o644), pathWith('#!/usr/bin/env node\n')];
  assert.is(findReference(`${locked}:${python}`), join(python, 'buildrunner'));
  assert.is(findReference(`${node}:${python}`), null);
});

s.run();
