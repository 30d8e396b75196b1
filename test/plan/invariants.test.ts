import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Operation, PushImage, Plan } from '../../src/plan/operation.ts';
import { createPlan } from '../../src/plan/plan.ts';
import { GOLDEN_CASES, type GoldenCase } from './golden-cases.ts';
import { ofKind, planInput, planOf } from './input.ts';
import { planText } from './plan-text.ts';

/** What holds of every plan, whatever it is for. */
const s = suite('every plan');

/** Build files that are hard on names, order and sharing. */
const HARD_CASES: readonly GoldenCase[] = [
  { name: 'no step at all', buildFile: 'steps: {one: {run: {image: "a:1"}}}', given: { selectedSteps: [] } },
  {
    name: 'a step called as parts of ids are',
    buildFile: `
steps:
  build: {run: {image: "a:1", cmd: x, services: {build: {image: "a:1"}}}, push: [r, "r:t"]}
  remove: {run: {image: "a:1", cmd: x}}
  step: {run: {image: "a:1", cmd: x, services: {step: {image: "a:1"}, source: {image: "a:1"}}}}
  source: {run: {image: "a:1", cmd: x}, commit: c}
`,
    given: { flags: { isPush: true }, engine: { canOverlayVolumes: false } },
  },
  {
    name: 'a published port and a push',
    buildFile: `
steps:
  one: {run: {image: "a:1", cmd: x, services: {db: {image: "a:1", ports: {1: 1}}}}, push: r}
  two: {run: {image: "a:1", cmd: x}, push: r}
`,
    given: { flags: { isPush: true } },
  },
  {
    name: 'the same thing asked for twice',
    buildFile: `
steps:
  one:
    run:
      image: a:1
      cmd: x
      files: {f: "/same:rw", text: /same, other: /same}
      services: {db: {image: "a:1", wait_for: [1, 1, {port: 1, timeout: 2}], files: {f: "/same:rw", text: /same}}}
    push: ["r:a", "r:a", {repository: r, tags: [b, b]}, "R:A"]
    commit: ["r:a", "r"]
`,
    given: {
      flags: { isPush: true },
      engine: { view: { kind: 'apart' } },
      localFiles: { text: { kind: 'content', text: 'x' }, other: { kind: 'content', text: 'y' } },
    },
  },
  {
    name: 'names that are one when cut, in small letters or joined',
    buildFile: `
steps:
  A: {run: {image: "a:1", cmd: x}, commit: r1}
  a: {run: {image: "a:1", cmd: x}, commit: r2}
  "a b": {run: {image: "a:1", cmd: x}, commit: r3}
  a-b: {run: {image: "a:1", cmd: x}, commit: r4}
  "a\\tb?": {run: {image: "a:1", cmd: x}, commit: r5}
  ${'long'.repeat(20)}1: {run: {image: "a:1", cmd: x}, commit: r6}
  ${'long'.repeat(20)}2: {run: {image: "a:1", cmd: x}, commit: r7}
  _: {run: {image: "a:1", cmd: x}, commit: r8}
  a__b: {run: {image: "a:1", cmd: x}, commit: r9}
  a___b: {run: {image: "a:1", cmd: x}, commit: r10}
  ---: {run: {image: "a:1", cmd: x}, commit: r11}
  ...: {run: {image: "a:1", cmd: x}, commit: r12}
  größe: {run: {image: "a:1", cmd: x}, commit: r13}
  x: {run: {image: "a:1", cmd: x, services: {step: {image: "a:1"}, y-service-z: {image: "a:1"}}}}
  x-service: {run: {image: "a:1", cmd: x}}
  x-service-y: {run: {image: "a:1", cmd: x, services: {z: {image: "a:1"}}}}
`.replace('\\t', ''),
  },
  {
    name: 'services that lean on each other',
    buildFile: `
steps:
  one:
    run:
      image: a:1
      volumes_from: [c]
      services:
        a: {image: "a:1"}
        b: {image: "a:1", volumes_from: [a]}
        c: {image: "a:1", volumes_from: ["a:ro", b], dns: [a], extra_hosts: {x: b}}
  two: {run: {image: "a:1", files: {f: "/f:rw"}, artifacts: {x: }}}
`,
    given: { engine: { canOverlayVolumes: false, view: { kind: 'apart' } } },
  },
  {
    name: 'expected failures without an image of their own',
    buildFile: `
steps:
  one: {run: {image: "missing:1", cmd: x, xfail: true}}
  two: {build: {dockerfile: "FROM a:1\\n"}, run: {cmd: x}}
  three: {run: {image: "a:1", cmd: x, xfail: true}, commit: r}
`,
  },
];

const CASES = [...GOLDEN_CASES, ...HARD_CASES];

/** A test of one property over all plans; `check` gives what is wrong with a plan, nothing where it has the property. */
function holds(property: string, check: (plan: Plan) => readonly string[]): void {
  for (const { name, buildFile, given } of CASES) {
    s(`${property} (${name})`, async () => {
      assert.equal(check(await planOf(buildFile, given)), []);
    });
  }
}

/** Those that are there more than once. */
function repeated(all: readonly string[]): string[] {
  return all.filter((one, index) => all.indexOf(one) !== index);
}

/** Everything that must be over when an operation begins. */
function awaited({ operations }: Plan, id: string): Set<string> {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const found = new Set<string>();
  const waiting = [id];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const operation = byId.get(next);
    for (const one of [...(operation?.dependsOn ?? []), ...(operation?.follows ?? [])]) {
      if (!found.has(one)) waiting.push(one);
      found.add(one);
    }
  }
  return found;
}

holds('gives each operation an id of its own', ({ operations }) => repeated(operations.map(({ id }) => id)));

holds('names only operations that stand before', ({ operations }) =>
  operations.flatMap(({ id, dependsOn, follows }, index) => {
    const before = new Set(operations.slice(0, index).map((operation) => operation.id));
    return [...dependsOn, ...follows].filter((one) => !before.has(one)).map((one) => `${id} waits for ${one}`);
  }),
);

holds('can be followed to its end, since no operation waits for itself', (plan) =>
  plan.operations.map(({ id }) => id).filter((id) => awaited(plan, id).has(id)),
);

holds('begins and ends each step once, around all of its own operations', (plan) =>
  plan.steps.flatMap(({ name }) => {
    const own = plan.operations.filter(({ step }) => step === name);
    const kinds = own.map(({ kind }) => kind);
    const inside = own.filter(({ kind }) => !['beginStep', 'endStep', 'removeResources', 'pushImage'].includes(kind));
    const end = awaited(plan, `${name}/end`);
    const counts = (kind: Operation['kind']) => kinds.filter((one) => one === kind).length;
    return [
      ...(counts('beginStep') === 1 && counts('endStep') === 1 ? [] : [`${name} has ${kinds.join(', ')}`]),
      ...(kinds[0] === 'beginStep' ? [] : [`${name} begins with ${String(kinds[0])}`]),
      ...inside.filter(({ id }) => !end.has(id)).map(({ id }) => `the end does not wait for ${id}`),
    ];
  }),
);

/** What a step does before it begins is to make containers and networks, and to start a shell that waits for it. */
const PREPARING = new Set<string>(['createNetwork', 'createContainer', 'copyToContainer', 'startContainer']);

holds('lets a step do nothing but prepare before it begins', (plan) =>
  plan.operations.flatMap(({ id, kind, step }) => {
    if (step === null || kind === 'beginStep' || kind === 'removeResources' || PREPARING.has(kind)) return [];
    return needs(plan, id).has(`${step}/begin`) ? [] : [`${id} does not need the begin of its step`];
  }),
);

holds('starts nothing of a step before the one before it has begun, and only what waits', (plan) =>
  ofKind(plan, 'startContainer').flatMap(({ id, step, attach, speaker }) => {
    const needed = needs(plan, id);
    const before = plan.steps[plan.steps.findIndex(({ name }) => name === step) - 1]?.name;
    const isWaiting = attach === 'none' && speaker.kind === 'step' && needed.has(`${before ?? ''}/begin`);
    return needed.has(`${step}/begin`) || isWaiting ? [] : [`${id} starts too early`];
  }),
);

/** Everything that must have succeeded for an operation to be run. */
function needs({ operations }: Plan, id: string): Set<string> {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const found = new Set<string>();
  const waiting = [id];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const one of byId.get(next)?.dependsOn ?? []) {
      if (!found.has(one)) waiting.push(one);
      found.add(one);
    }
  }
  return found;
}

/** The name that an image has got for its push alone. */
function carriersOf({ by, repository, tags }: PushImage): string[] {
  return by.kind === 'each' || tags.includes(by.carrier) ? [] : [`${repository}:${by.carrier}`];
}

holds('removes each container, network, volume and image of its own exactly once', (plan) => {
  const removals = ofKind(plan, 'removeResources');
  const containers = ofKind(plan, 'createContainer');
  const named = containers.flatMap(({ mounts }) => mounts.flatMap((m) => (m.kind === 'volume' ? (m.name ?? []) : [])));
  const made = {
    containers: containers.map(({ name }) => name),
    networks: ofKind(plan, 'createNetwork').map(({ name }) => name),
    volumes: [...new Set(named)],
    images: [
      ...ofKind(plan, 'buildImage').flatMap(({ image, isLoaded }) => (isLoaded ? [image] : [])),
      ...(['importImage', 'commitContainer'] as const).flatMap((kind) => ofKind(plan, kind).map(({ image }) => image)),
      ...ofKind(plan, 'pushImage').flatMap(carriersOf),
    ],
  };
  return (['containers', 'networks', 'volumes', 'images'] as const).flatMap((kind) => {
    const removed = removals.flatMap((removal) => removal[kind]);
    return [
      ...repeated(made[kind]).map((name) => `${kind}: ${name} is made twice`),
      ...repeated(removed).map((name) => `${kind}: ${name} is removed twice`),
      ...made[kind].filter((name) => !removed.includes(name)).map((name) => `${kind}: ${name} is not removed`),
      ...removed.filter((name) => !made[kind].includes(name)).map((name) => `${kind}: ${name} is not made`),
    ];
  });
});

holds('removes a container after all that use it', (plan) =>
  ofKind(plan, 'removeResources').flatMap((removal) => {
    const before = awaited(plan, removal.id);
    const users = plan.operations.filter(
      (operation) => 'container' in operation && removal.containers.includes(operation.container),
    );
    return users.filter(({ id }) => !before.has(id)).map(({ id }) => `${removal.id} does not wait for ${id}`);
  }),
);

holds('uses a container only when it has been made', (plan) => {
  const makers = new Map(ofKind(plan, 'createContainer').map(({ name, id }) => [name, id]));
  return plan.operations.flatMap((operation) => {
    const named = [
      ...('container' in operation ? [operation.container] : []),
      ...(operation.kind === 'createContainer' ? operation.volumesFrom.map((one) => one.replace(/:r[ow]$/, '')) : []),
      ...(operation.kind === 'copyToContainer' && operation.content.kind === 'container'
        ? [operation.content.container]
        : []),
    ];
    const missing = named.filter((name) => !needs(plan, operation.id).has(makers.get(name) ?? ''));
    return missing.map((name) => `${operation.id} does not need ${name}`);
  });
});

holds('takes late texts only from operations that it needs', (plan) =>
  plan.operations.flatMap((operation) => {
    const texts = [
      ...('environment' in operation ? operation.environment.values() : []),
      ...(operation.kind === 'createContainer' ? operation.dns : []),
      ...(operation.kind === 'createContainer' ? operation.extraHosts.map(({ address }) => address) : []),
    ];
    const late = texts.flatMap((text) => (text === null || typeof text === 'string' ? [] : [text.from]));
    return late.filter((from) => !needs(plan, operation.id).has(from)).map((from) => `${operation.id} from ${from}`);
  }),
);

const DOCKER_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const IMAGE_NAME = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$`);

holds('gives names that docker takes, and that say whose they are', (plan) => {
  const names = [
    ...ofKind(plan, 'createContainer').map(({ name }) => name),
    ...ofKind(plan, 'createNetwork').map(({ name }) => name),
    ...ofKind(plan, 'removeResources').flatMap(({ volumes }) => volumes),
  ];
  const images = ofKind(plan, 'removeResources').flatMap((removal) => removal.images);
  const isOurs = (name: string) =>
    name.startsWith(`buildrunner.local/${plan.buildId}/`) || name.endsWith(`:${plan.buildId}`);
  return [
    ...names.filter((name) => !DOCKER_NAME.test(name) || !name.startsWith(`${plan.buildId}-`) || name.length > 128),
    ...images.filter((name) => !IMAGE_NAME.test(name) || !isOurs(name)),
  ];
});

holds('labels everything with its build and owner', (plan) =>
  [...ofKind(plan, 'createContainer'), ...ofKind(plan, 'createNetwork')].flatMap((operation) => {
    const mounts = operation.kind === 'createContainer' ? operation.mounts : [];
    const all = [operation.labels, ...mounts.flatMap((mount) => (mount.kind === 'volume' ? [mount.labels] : []))];
    const isOurs = (labels: ReadonlyMap<string, string>) =>
      labels.get('buildrunner.build') === plan.buildId && labels.get('buildrunner.owner') === 'owner.1';
    return all.every(isOurs) ? [] : [operation.id];
  }),
);

for (const { name, buildFile, given } of CASES) {
  s(`is the same text for the same input (${name})`, async () => {
    const input = await planInput(buildFile, given);
    const texts = [createPlan(input), createPlan(input)].map((plan) => (plan.ok ? planText(plan.value) : ''));
    assert.is(texts[0], texts[1]);
    assert.is(planText(await planOf(buildFile, given)), texts[0]);
  });
}

s.run();
