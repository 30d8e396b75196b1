import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ArtifactManifest } from '../../src/report/artifact-manifest.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const s = suite('artifact manifest');

function written(directory: string): string {
  return readFileSync(join(directory, 'artifacts.json'), 'utf8');
}

s('names build.log first and then artifacts in their order', () => {
  const directory = temporaryDirectory();
  const manifest = new ArtifactManifest(directory);
  manifest.set(
    'two/b',
    new Map<string, unknown>([
      ['type', 'x'],
      ['deep', new Map([['k', [1]]])],
    ]),
  );
  manifest.set('one/a', null);
  assert.ok(manifest.write().ok);
  assert.is(
    written(directory),
    `{
  "build.log": {
    "type": "log"
  },
  "two/b": {
    "type": "x",
    "deep": {
      "k": [
        1
      ]
    }
  },
  "one/a": null
}`,
  );
  assert.equal(readdirSync(directory), ['artifacts.json']);
});

s('keeps the entries of a kept file and replaces those of the same path', () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'artifacts.json'), '{"build.log":{"type":"log"},"old/x":{"a":1},"one/a":{"b":2}}');
  const manifest = new ArtifactManifest(directory);
  manifest.set('one/a', null);
  manifest.set('new/y', null);
  manifest.write();
  assert.is(manifest.trouble, null);
  assert.equal(Object.entries(JSON.parse(written(directory))), [
    ['build.log', { type: 'log' }],
    ['old/x', { a: 1 }],
    ['one/a', null],
    ['new/y', null],
  ]);
});

for (const content of ['{"a":', '[1]', 'null', '']) {
  s(`starts anew where the kept file holds ${JSON.stringify(content)}, and says so`, () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'artifacts.json'), content);
    const manifest = new ArtifactManifest(directory);
    assert.match(manifest.trouble?.summary ?? '', /^The kept "artifacts.json" is started anew: ./);
    manifest.write();
    assert.equal(JSON.parse(written(directory)), { 'build.log': { type: 'log' } });
  });
}

s('tells why it cannot be written and leaves nothing', () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, 'artifacts.json', 'in-the-way'), { recursive: true });
  const result = new ArtifactManifest(directory).write();
  assert.ok(!result.ok && /^"artifacts.json" cannot be written: /.test(result.failure.summary));
  assert.equal(readdirSync(directory), ['artifacts.json']);
});

s.run();
