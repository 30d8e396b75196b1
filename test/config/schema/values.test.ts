import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { load, messageOf } from '../loading.ts';

const s = suite('config/schema/values');

/** A file whose step "a" has a `run` with these keys. */
const run = (keys: string): string => `steps:\n  a:\n    run: {image: x, ${keys}}\n`;
const push = (value: string): string => `steps:\n  a:\n    build: .\n    push: ${value}\n`;

/** What becomes of a value, at a path below the step "a". */
const values: readonly (readonly [string, readonly (string | number)[], unknown])[] = [
  [run('xfail: "Yes"'), ['run', 'xfail'], true],
  [run('pull: 0'), ['run', 'pull'], false],
  [run('privileged: 1.0'), ['run', 'privileged'], true],
  [run('cpu-shares: "1_024"'), ['run', 'cpu-shares'], 1024],
  [run('cpu-quota: 5.0'), ['run', 'cpu-quota'], 5],
  [run('mem-limit: 512m'), ['run', 'mem-limit'], '512m'],
  [run('mem-limit: 1024'), ['run', 'mem-limit'], 1024],
  [run('cap_add: SYS_ADMIN'), ['run', 'cap_add'], ['SYS_ADMIN']],
  [run('cap_add: [A, B]'), ['run', 'cap_add'], ['A', 'B']],
  [run('ports: {80: , "81": 8081}'), ['run', 'ports'], new Map([[80, null], [81, 8081]])], // prettier-ignore
  [run('cmd: ~'), ['run', 'cmd'], undefined],
  [run('no-cache: true'), ['run', 'no-cache'], true],
  [run('artifacts: {a: , b: false, c: {}, d: {format: uncompressed, x: 1}}'), ['run', 'artifacts'], new Map<string, unknown>([['a', null], ['b', null], ['c', new Map()], ['d', new Map<string, unknown>([['format', 'uncompressed'], ['x', 1]])]])], // prettier-ignore
  [run('artifacts: {a: {push: "no"}}'), ['run', 'artifacts'], new Map([['a', new Map([['push', false]])]])],
  [run('services: {s: {image: y, wait_for: [80, "81", {port: 82, timeout: "20"}], run: 5}}'), ['run', 'services', 's', 'wait_for'], [{ port: 80, timeout: 600 }, { port: 81, timeout: 600 }, { port: 82, timeout: 20 }]], // prettier-ignore
  [run('services: {s: {build: ctx}}'), ['run', 'services', 's', 'build'], { path: 'ctx' }],
  ['steps: {a: {build: ctx}}', ['build'], { path: 'ctx' }],
  ['steps: {a: {build: {dockerfile: d, buildargs: {X: 1.0}}}}', ['build', 'buildargs'], new Map([['X', { kind: 'float', value: 1 }]])], // prettier-ignore
  [push('img'), ['push'], [{ repository: 'img', tags: [], add_build_tag: true }]],
  [push('Reg.example.com:5000/Img:V1'), ['push'], [{ repository: 'Reg.example.com:5000/Img', tags: ['V1'], add_build_tag: true }]], // prettier-ignore
  [push('[a, {repository: b:x, tags: [1.10, 010, y], add_build_tag: false}]'), ['push'], [{ repository: 'a', tags: [], add_build_tag: true }, { repository: 'b', tags: ['x', '1.10', '010', 'y'], add_build_tag: false }]], // prettier-ignore
];
for (const [text, path, expected] of values) {
  s(`reads ${text.split('\n').at(-2) ?? text} as ${JSON.stringify(expected)}`, async () => {
    const result = await load(text);
    assert.is(messageOf(result), '');
    const steps: unknown = result.ok ? result.value.steps : null;
    assert.equal(['a', ...path].reduce<unknown>(itemOf, steps), expected);
  });
}

function itemOf(value: unknown, key: string | number): unknown {
  if (value instanceof Map) return new Map<unknown, unknown>(value).get(key);
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : null;
}

s.run();
