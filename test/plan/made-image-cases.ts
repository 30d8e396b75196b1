import type { GoldenCase } from './golden-cases.ts';

/** Images of archives, and of containers that have run. */
export const MADE_IMAGE_CASES: readonly GoldenCase[] = [
  {
    name: 'build-import',
    buildFile: `
steps:
  made: {build: {import: rootfs.tar, inject: {a: ../ignored}}, run: {cmd: ./check}, push: kept}
  later: {build: {import: buildrunner.results/made/x.tar, platform: linux/arm64}, commit: base}
  service:
    run: {image: "base:1", cmd: a, services: {db: {build: {import: rootfs.tar}}}}
`,
    given: { project: ['rootfs.tar'] },
  },
  {
    name: 'post-build',
    buildFile: `
steps:
  folder: {run: {image: "base:1", cmd: make, post-build: docker}, push: [a, b]}
  text:
    run: {image: "base:1", platform: linux/arm64, cmd: make, post-build: {dockerfile: "CMD x", platforms: [a, b], pull: true}}
  injected:
    run: {image: "base:1", post-build: {path: docker, inject: {"any/*": sub/}}}
    commit: c
`,
    given: {
      project: ['docker/', 'docker/Dockerfile'],
      dockerfiles: { 'docker/Dockerfile': 'COPY a /\n' },
    },
  },
];
