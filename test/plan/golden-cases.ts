import { UPLOAD_CASES } from './golden-upload-cases.ts';
import type { Circumstances } from './input.ts';
import { MADE_IMAGE_CASES } from './made-image-cases.ts';

/** A build file, and the circumstances under which its plan is kept in a file of that name. */
export interface GoldenCase {
  readonly name: string;
  readonly buildFile: string;
  readonly given?: Circumstances;
}

const ONE_STEP = `
steps:
  one:
    run:
      image: base:1
      cmd: echo hello
`;

const THREE_STEPS = `
steps:
  one:
    run: {image: "base:1", cmds: [echo a, echo b], artifacts: {out.txt: }}
  two:
    run: {image: "Other:V2", pull: false, cmd: first, cmds: [second], user: "1000", cwd: /tmp}
  three:
    run: {image: "base:1", shell: /bin/bash -e, cmd: last}
`;

const FILES = `
steps:
  one:
    run:
      image: base:1
      cmd: make
      files:
        read.txt: /in/read.txt
        also.txt: /in/also.txt:ro
        out: /out:rw
        the-alias: /etc/tool.conf
      services:
        db:
          image: db:1
          files: {seed.sql: "/seed.sql", data: "/data:rw"}
`;

const FILES_FOUND: Circumstances['localFiles'] = {
  out: { kind: 'path', path: '/home/me/project/out', isDirectory: true },
  'the-alias': { kind: 'content', text: 'colour = blue\n' },
};

const SERVICES = `
steps:
  one:
    run:
      image: base:1
      cmd: ./test
      hostname: tester
      extra_hosts: {database: db, fixed: 10.0.0.1}
      dns: [web, 8.8.8.8]
      dns_search: a.example,b.example
      volumes_from: ["web:ro"]
      services:
        db:
          image: postgres:15
          env: {POSTGRES_PASSWORD: x, DEBUG: null}
          hostname: database.internal
          ports: {5432: 15432, 5433: }
          wait_for: [5432, {port: 5433, timeout: 20}]
        web:
          image: web:1
          pull: false
          cmd: ./serve
          shell: /bin/bash
          cwd: /srv
          user: www
          volumes_from: [db]
          extra_hosts: {sql: db}
          mem-limit: 64m
          cpu-shares: 512
          wait_for: [{port: 80, timeout: 5}]
`;

export const GOLDEN_CASES: readonly GoldenCase[] = [
  ...MADE_IMAGE_CASES,
  { name: 'one-step', buildFile: ONE_STEP },
  { name: 'three-steps', buildFile: THREE_STEPS },
  { name: 'three-steps-copied', buildFile: THREE_STEPS, given: { engine: { canOverlayVolumes: false } } },
  { name: 'selected-step', buildFile: THREE_STEPS, given: { selectedSteps: ['two'] } },
  {
    name: 'image-command',
    buildFile: `
steps:
  own:
    run: {image: "base:1", artifacts: {out: }, files: {f.txt: "/f.txt:rw"}, env: {A: 1}}
  shell:
    run: {image: "base:1", shell: sleep 1}
  next:
    run: {image: "base:1", cmd: "true"}
`,
  },
  { name: 'services', buildFile: SERVICES },
  {
    name: 'services-in-two-steps-copied',
    buildFile: `
steps:
  one: {run: {image: "base:1", cmd: a, services: {db: {image: "db:1"}, web: {image: "web:1", shell: sleep 9}}}}
  two: {run: {image: "base:1", cmd: b, services: {db: {image: "db:1", cmd: serve}}}}
`,
    given: { engine: { canOverlayVolumes: false } },
  },
  { name: 'files-same', buildFile: FILES, given: { localFiles: FILES_FOUND } },
  {
    name: 'files-mapped',
    buildFile: FILES,
    given: {
      localFiles: FILES_FOUND,
      relaySocket: '/run/ours/relay.sock',
      engine: {
        view: {
          kind: 'mapped',
          mounts: [
            { inside: '/home/me', outside: '/srv/ci/home' },
            { inside: '/home/me/project/out', outside: '' },
            { inside: '/run/ours', outside: '/srv/ci/run' },
          ],
        },
      },
    },
  },
  {
    name: 'files-apart',
    buildFile: FILES,
    given: { localFiles: FILES_FOUND, relaySocket: '/run/ours/relay.sock', engine: { view: { kind: 'apart' } } },
  },
  {
    name: 'artifacts',
    buildFile: `
steps:
  one:
    run:
      image: base:1
      cmd: make
      artifacts:
        plain.txt:
        "*.log": {push: false}
        dir: {rename: other, colour: blue, number: 1.50, list: [1, two]}
        loose: {format: uncompressed}
        xz: {compression: xz}
        none: {compression: none}
        zip: {type: zip}
        inner: {archive: {name: named, compression: bz2, suffix: .tbz}}
        innerzip: {archive: {type: zip}}
        "two.txt three.txt": {}
`,
  },
  {
    name: 'xfail',
    buildFile: `
steps:
  fails:
    run: {image: "missing:1", cmd: "false", xfail: true}
    push: repo
  next:
    run: {image: "base:1", cmd: "true"}
`,
  },
  {
    name: 'build-and-run',
    buildFile: `
steps:
  made:
    build:
      path: docker
      target: final
      platform: linux/arm64
      no-cache: true
      pull: false
      buildargs: {VERSION: 1.50, FLAG: true, NONE: null, DOCKER_REGISTRY: mine}
    run:
      cmd: ./check
  inline:
    build:
      dockerfile: |
        FROM base:1
        RUN true
    run: {cmd: ./check, services: {db: {build: db}}}
`,
    given: { project: ['docker/', 'docker/Dockerfile', 'db/', 'db/Dockerfile'] },
  },
  {
    name: 'build-legacy',
    buildFile: `
use-legacy-builder: true
steps:
  made: {build: {path: docker, dockerfile: other.df}}
`,
    given: { project: ['docker/', 'other.df'], flags: { isLocalImages: true } },
  },
  {
    name: 'build-inject',
    buildFile: `
steps:
  over:
    build:
      path: docker
      inject: {"dist/*.jar": app/, one.txt: renamed.txt, dir: null, /etc/hosts: /etc/, "two.txt": ./a/../b/.}
  alone:
    build:
      inject: {docker/Dockerfile: Dockerfile, buildrunner.results/over/made: ""}
  named:
    build: {path: docker, dockerfile: other.df, inject: {a: b}}
  service:
    run: {image: "base:1", cmd: a, services: {db: {build: {dockerfile: "FROM base:1", inject: {a: b}}}}}
`,
    given: { project: ['docker/', 'docker/Dockerfile', 'other.df'] },
  },
  {
    name: 'build-secrets-and-caches',
    buildFile: `
steps:
  secrets:
    build:
      path: docker
      secrets:
        - id=token,env=TOKEN
        - id=npmrc,src=.npmrc
        - type=file,id=a,source=/abs
        - id=SET
        - id=unset
        - type=env,id=e,src=NAME
  text: {build: {path: docker, cache_from: "type=registry,ref=r/web", cache_to: "type=local,dest=cache"}}
  map: {build: {path: docker, cache_from: {type: local, src: cache}, cache_to: {type: registry, ref: r, mode: max}}}
  maps: {build: {path: docker, cache_from: [{type: gha}, {type: local, src: /abs}]}}
  images: {build: {path: docker, cache_from: [web:latest, "r:5000/web"]}}
  service:
    run:
      image: base:1
      cmd: a
      services: {db: {build: {path: docker, cache_from: [db:latest], secrets: ["id=a,env=A"], pull: false}}}
`,
    given: { project: ['docker/', 'docker/Dockerfile', '.npmrc', '/abs'], environment: { SET: 'x' } },
  },
  {
    name: 'build-buildx-and-global-cache',
    buildFile: `
use-legacy-builder: false
steps:
  global: {build: docker}
  own: {build: {dockerfile: docker/Dockerfile, cache_from: [web:latest], cache_to: {type: inline}}}
  text: {build: {dockerfile: FROM base:1}}
`,
    given: {
      project: ['docker/', 'docker/Dockerfile'],
      engine: { canExportCache: false },
      global: {
        'docker-build-cache': { builders: ['default'], from: new Map([['type', 'gha']]), to: 'type=registry,ref=r' },
      },
    },
  },
  {
    name: 'build-legacy-caches',
    buildFile: `
use-legacy-builder: true
steps:
  list: {build: {path: docker, cache_from: [Web:latest], cache_to: ignored}}
  text: {build: {path: docker, cache_from: web:latest}}
`,
    given: { project: ['docker/', 'docker/Dockerfile'] },
  },
  {
    name: 'build-on-made-images',
    buildFile: `
steps:
  base: {build: docker, commit: {repository: made, tags: [v1]}}
  file: {build: {dockerfile: on-made.df}}
  others: {build: {dockerfile: "ARG B=other:1\\nFROM $B AS b\\nFROM docker.io/library/made:v1\\nCOPY --from=b / /"}}
  explicit: {build: {dockerfile: "FROM --platform=linux/arm64 made:v1 AS x", pull: true, platform: linux/arm64}}
  target: {build: {dockerfile: "FROM base:1 AS t\\nFROM made:v1", target: t}}
  unknown: {build: {inject: {any.df: Dockerfile}}}
`,
    given: {
      project: ['docker/', 'docker/Dockerfile', 'on-made.df'],
      dockerfiles: { 'docker/Dockerfile': 'FROM base:1\n', 'on-made.df': '# comment\nFROM made:v1 AS x\n' },
    },
  },
  {
    name: 'push-and-commit',
    buildFile: `
steps:
  made:
    build: docker
    push:
      - registry.example:5000/Team/tool:One
      - {repository: registry.example/tool, tags: ["b c", latest], add_build_tag: false}
  ran:
    run: {image: "base:1", cmd: make}
    commit: {repository: kept, tags: [v1]}
    push: [kept, kept:extra]
  user:
    run: {image: "kept:v1", cmd: "true"}
`,
    given: { project: ['docker/', 'docker/Dockerfile'], flags: { isPush: true } },
  },
  {
    name: 'provisioners',
    buildFile: `
steps:
  one:
    run:
      image: base:1
      provisioners: {shell: scripts/prepare.sh}
      cmd: make
      services:
        db: {image: "db:1", provisioners: {shell: scripts/seed.sh}, cmd: serve, wait_for: [1]}
`,
    given: { project: ['scripts/prepare.sh', 'scripts/seed.sh'] },
  },
  {
    name: 'powers-and-limits',
    buildFile: `
steps:
  one:
    run:
      image: base:1
      platform: linux/arm64
      cmd: make
      privileged: true
      cap_add: [SYS_PTRACE, NET_ADMIN]
      mem-limit: 67108864
      cpu-shares: 1
      cpu-period: 2
      cpu-quota: 3
      docker-socket: false
      ports: {80: 8080}
`,
  },
  {
    name: 'ports-published',
    buildFile: `
steps:
  one: {run: {image: "base:1", cmd: a, ports: {80: 8080, 81: }}}
  two: {run: {image: "base:1", cmd: b, ports: {80: 8080}}}
`,
    given: { flags: { isPublishPorts: true } },
  },
  {
    name: 'ports-not-published',
    buildFile: `
steps:
  one: {run: {image: "base:1", cmd: a, ports: {80: 8080}, services: {db: {image: "db:1", ports: {1: 2}}}}}
`,
  },
  {
    name: 'flags',
    buildFile: `
steps:
  one: {run: {image: "base:1", cmd: a, pull: true, platform: linux/arm64, services: {db: {image: "base:1"}}}}
`,
    given: {
      flags: {
        platform: 'linux/amd64',
        isLocalImages: true,
        containerLabels: new Map([
          ['team', 'a'],
          ['empty', ''],
        ]),
      },
      global: { 'docker-socket': false },
    },
  },
  {
    name: 'foreign-containers',
    buildFile: `
steps:
  one: {run: {image: "base:1", cmd: a, containers: [mine], services: {db: {image: "db:1", containers: [also]}}}}
  two: {run: {image: "base:1", cmd: b, containers: [last]}}
`,
  },
  ...UPLOAD_CASES,
];
