import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseUnfetchedImage } from '../../src/docker/build-error.ts';

const s = suite('docker/build-error');

/** What builders of docker 28 with engine 26 write last, and the image that they did not get. */
const ROWS: readonly (readonly [string, readonly string[], string | null, string?])[] = [
  [
    'BuildKit',
    [
      '------',
      'ERROR: failed to solve: r:5000/a:1: failed to resolve source metadata for r:5000/a:1: unexpected status from HEAD request to http://r:5000/v2/a/manifests/1: 401 Unauthorized',
    ],
    'r:5000/a:1',
    'unexpected status from HEAD request to http://r:5000/v2/a/manifests/1: 401 Unauthorized',
  ],
  [
    'BuildKit of newer versions, for Docker Hub',
    [
      'ERROR: failed to build: failed to solve: own/a: failed to resolve source metadata for docker.io/own/a:latest: pull access denied',
    ],
    'own/a:latest',
    'pull access denied',
  ],
  [
    'BuildKit, for an official image of Docker Hub',
    ['ERROR: failed to solve: a: failed to resolve source metadata for docker.io/library/a:latest: no such host'],
    'a:latest',
    'no such host',
  ],
  [
    'BuildKit where a command with such words fails',
    [
      'ERROR: failed to solve: process "/bin/sh -c echo x: failed to resolve source metadata for r/a:1: no" did not complete successfully: exit code: 1',
    ],
    null,
  ],
  [
    'the legacy builder',
    [
      'Step 1/2 : FROM --platform=linux/arm64 $HOST/a:1 AS base',
      'Head "http://r:5000/v2/a/manifests/1": no basic auth credentials',
    ],
    'r:5000/a:1',
    'Head "http://r:5000/v2/a/manifests/1": no basic auth credentials',
  ],
  [
    'the legacy builder, for a digest',
    ['Step 1/1 : FROM x', 'Head "https://r/v2/team/a/manifests/sha256:12": unauthorized: authentication required'],
    'r/team/a@sha256:12',
  ],
  [
    'the legacy builder, for Docker Hub',
    ['Step 1/1 : FROM a', 'Head "https://registry-1.docker.io/v2/library/a/manifests/latest": no such host'],
    'a:latest',
  ],
  [
    'the legacy builder, for a registry that does not answer',
    [
      'Step 2/2 : COPY --chown=1 --from=r/a:1 /x /x',
      'invalid from flag value r/a:1: Get "https://r/v2/": dial tcp: lookup r: no such host',
    ],
    'r/a:1',
  ],
  [
    'the legacy builder, for what may be private',
    ['Step 1/1 : FROM $X', "pull access denied for own/a, repository does not exist or may require 'docker login'"],
    'own/a',
  ],
  [
    'the legacy builder, for a tag that is not there',
    ['Step 1/1 : FROM $X', 'manifest for r/a:1 not found: manifest unknown'],
    'r/a:1',
  ],
  [
    'the legacy builder where a command with such words fails',
    ['Step 1/2 : FROM a', 'Step 2/2 : RUN x', 'Head "http://r:5000/v2/a/manifests/1": no basic auth credentials'],
    null,
  ],
  ['the legacy builder where it fails for something else', ['Step 1/1 : FROM a', 'COPY failed: no such file'], null],
  ['a builder that says nothing', [], null],
];

for (const [name, lines, image, words] of ROWS) {
  s(`knows of ${name} ${image === null ? 'that no image was missing' : `the image "${image}"`}`, () => {
    const found = parseUnfetchedImage(lines);
    assert.is(found?.image ?? null, image);
    if (words !== undefined) assert.is(found?.words, words);
  });
}

s.run();
