import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readVersion } from '../../src/cli/version.ts';

const s = suite('cli/version');

s('is that of the package', () => {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  assert.match(manifest, `"version": "${readVersion()}"`);
});

s.run();
