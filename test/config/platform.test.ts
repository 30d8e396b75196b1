import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ownAmong, toPlainPlatform } from '../../src/config/platform.ts';

const s = suite('config/platform');

const spellings: readonly (readonly [string, string])[] = [
  ['linux/amd64', 'linux/amd64'],
  ['linux/x86_64', 'linux/amd64'],
  ['linux/amd64/v1', 'linux/amd64'],
  ['linux/amd64/v3', 'linux/amd64/v3'],
  ['Linux/ARM64/v8', 'linux/arm64'],
  ['linux/aarch64', 'linux/arm64'],
  ['arm64', 'linux/arm64'],
  ['linux/arm', 'linux/arm'],
  ['linux/arm/v7', 'linux/arm'],
  ['linux/armv7l', 'linux/arm'],
  ['linux/arm/v6', 'linux/arm/v6'],
  ['linux/armel', 'linux/arm/v6'],
  ['linux/i686', 'linux/386'],
  ['windows/amd64', 'windows/amd64'],
  ['linux/riscv64', 'linux/riscv64'],
];
for (const [written, plain] of spellings) {
  s(`reads ${written} as ${plain}`, () => assert.is(toPlainPlatform(written), plain));
}

const choices: readonly (readonly [string, readonly string[], string | undefined])[] = [
  ['linux/amd64', ['linux/arm64', 'linux/amd64'], 'linux/amd64'],
  // Not the last one whose name begins alike.
  ['linux/arm64', ['linux/arm64', 'linux/arm/v7'], 'linux/arm64'],
  ['linux/arm64', ['linux/arm/v7', 'linux/arm64/v8'], 'linux/arm64/v8'],
  ['linux/amd64', ['linux/amd64/v3', 'linux/amd64'], 'linux/amd64'],
  ['linux/amd64', ['linux/386', 'linux/amd64/v2'], 'linux/amd64/v2'],
  ['linux/amd64', ['linux/arm64', 'windows/amd64'], undefined],
];
for (const [engine, platforms, expected] of choices) {
  s(`an engine of ${engine} takes ${expected ?? 'none'} of ${platforms.join(', ')}`, () => {
    assert.is(
      ownAmong(platforms, engine, (platform) => platform),
      expected,
    );
  });
}

s.run();
