import type { GoldenCase } from './golden-cases.ts';

/** What becomes of results beside pushes: scans of images, uploads of packages. */
export const UPLOAD_CASES: readonly GoldenCase[] = [
  {
    name: 'security-scan',
    buildFile: `
steps:
  made:
    build: docker
    push: [first, {repository: second, tags: [a, b]}, {repository: third, security-scan: {enabled: false}}]
    commit: never
  other:
    run: {image: "base:1", cmd: make}
    push:
      - {repository: one, security-scan: {version: "9", config: {exit-code: 3, cache-dir: /data}}}
      - {repository: two, security-scan: {max-score-threshold: 9.5}}
`,
    given: {
      project: ['docker/', 'docker/Dockerfile'],
      global: {
        'docker-registry': 'mirror:5000',
        'security-scan': { enabled: true, 'max-score-threshold': 7, config: new Map([['severity', ['HIGH']]]) },
      },
    },
  },
  {
    name: 'security-scan-platforms',
    buildFile: `
steps:
  made:
    build: {dockerfile: "FROM other:1", platforms: [linux/arm64/v8, linux/amd64]}
    push:
      - first
      - {repository: second, tags: [a, b]}
      - {repository: third, security-scan: {enabled: false}}
      - {repository: fourth, security-scan: {max-score-threshold: 5}}
`,
    given: { global: { 'security-scan': { enabled: true, 'max-score-threshold': 7 } } },
  },
  {
    name: 'security-scan-apart',
    buildFile: `
steps:
  made: {build: docker, push: {repository: first, security-scan: {enabled: true}}}
`,
    given: {
      project: ['docker/', 'docker/Dockerfile'],
      engine: { view: { kind: 'apart' }, socket: null },
      global: { 'security-scan': { 'cache-dir': 'cache' } },
    },
  },
  {
    name: 'pypi-push',
    buildFile: `
steps:
  one:
    run: {image: "base:1", cmd: make, artifacts: {"dist/*.whl": {type: python-wheel}}}
    push: image
    pypi-push: [ours, {repository: "https://pypi.example.com/up", username: ci, password: secret-of-ci}]
  two:
    run: {image: "base:1", cmd: make, artifacts: {"dist/*.gz": {type: python-sdist}}}
    pypi-push:
      - ours
      - {repository: ours, skip_existing: true}
      - pypi
`,
    given: {
      flags: { isPush: true },
      environment: { TWINE_PASSWORD: 'token-of-pypi' },
      pypirc:
        '[distutils]\nindex-servers =\n  pypi\n  ours\n[ours]\nrepository: http://pypi:8080\nusername = me\npassword = my-secret\n',
    },
  },
  {
    name: 'pypi-push-not-requested',
    buildFile: `
steps:
  one: {pypi-push: nowhere}
`,
  },
];
