import type { GoldenCase } from './golden-cases.ts';

/** Images for several platforms. */
export const PLATFORM_CASES: readonly GoldenCase[] = [
  {
    name: 'build-for-platforms',
    buildFile: `
steps:
  base:
    build: {dockerfile: "FROM other:1", platforms: [linux/arm64/v8, linux/amd64], buildargs: {A: 1}}
    push: {repository: made, tags: [v1]}
  chained:
    build: {dockerfile: "FROM other:1 AS o\\nFROM made:v1", platforms: [linux/amd64, linux/arm64]}
    push: [{repository: reg.example/next, tags: [latest], add_build_tag: false}, reg.example/again]
    commit: kept
  unknown: {build: {inject: {any.df: Dockerfile}, platforms: [linux/arm64]}}
  single: {build: {dockerfile: "FROM made:v1", platform: linux/arm64}}
  user:
    run:
      image: made:v1
      cmd: "true"
      services:
        own: {build: {dockerfile: "FROM made:v1", platforms: [linux/arm64, linux/amd64]}}
  foreign:
    run: {image: "made:v1", platform: linux/arm64, cmd: "true", services: {also: {image: "kept:main-3.i0a1b2c.m0-42"}}}
`,
    given: {
      flags: { isPush: true },
      global: { 'platform-builders': new Map([['linux/arm64', ['arm-1', 'arm-2']]]) },
    },
  },
  {
    name: 'build-by-builders-apart',
    buildFile: `
steps:
  base: {build: {dockerfile: "FROM other:1", platforms: [linux/arm64, linux/amd64]}, push: {repository: made, tags: [v1]}}
  next: {build: {dockerfile: "FROM made:v1\\nCOPY --from=other:1 / /", pull: false, platforms: [linux/arm64, linux/amd64]}}
  after:
    run: {image: "made:v1", cmd: "true", post-build: {dockerfile: "COPY --from=made:v1 / /"}}
`,
    given: {
      global: { 'platform-builders': new Map([['linux/arm64', ['arm']]]) },
      builders: {
        current: { name: 'far', kind: 'apart' },
        named: new Map([['arm', { name: 'arm', kind: 'apart' }]]),
      },
    },
  },
  {
    name: 'build-for-one-of-platforms',
    buildFile: `
use-legacy-builder: true
steps:
  base: {build: {dockerfile: "FROM other:1", platforms: [linux/arm64, linux/386]}, push: {repository: made, tags: [v1]}}
  next: {build: {dockerfile: "FROM made:v1"}}
`,
    given: { global: { 'disable-multi-platform': true }, flags: { isPush: true } },
  },
];
