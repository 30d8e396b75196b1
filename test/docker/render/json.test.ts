import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderJson } from '../../../src/docker/render/json.ts';
import type { Environment, LateText } from '../../../src/plan/operation.ts';
import { artifact, build, common, exec, planOf } from '../operations.ts';

const s = suite('a plan as JSON');

s('the whole of a small plan', () => {
  const environment: Environment = new Map<string, LateText | null>([
    ['A', 'b'],
    ['NO', null],
    ['ID', { late: 'containerId', from: 'x' }],
  ]);
  const operation = exec({ environment, argv: ['sh'], shown: null });
  assert.equal(JSON.parse(renderJson(planOf([operation]))), {
    formatVersion: 1,
    buildId: 'BUILD',
    resultsDirectory: '/results',
    steps: [{ name: 'a', tasks: ['run'] }],
    operations: [
      {
        ...{ id: 'a/command-1', kind: 'execInContainer', step: 'a', dependsOn: [], follows: [], cause: 'a test' },
        ...{
          argv: ['sh'],
          container: 'one',
          environment: { A: 'b', NO: null, ID: { late: 'containerId', from: 'x' } },
        },
        ...{ isBackground: false, shown: null, speaker: { kind: 'step' } },
      },
    ],
  });
});

s('the order in which data was set does not matter', () => {
  const one = {
    ...common('a/tag'),
    kind: 'tagImage',
    image: 'i',
    reference: 'r',
    isKept: true,
    listing: null,
  } as const;
  const { image, reference, ...rest } = one;
  assert.is(renderJson(planOf([{ reference, image, ...rest }])), renderJson(planOf([one])));
});

s('properties of artifacts keep their shape', () => {
  const properties = new Map<string, unknown>([['a', new Map([['b', [1, true, null]]])]]);
  const text = renderJson(planOf([artifact('x', { properties })]));
  assert.match(text.replaceAll(/\s+/g, ''), '"properties":{"a":{"b":[1,true,null]}}');
});

s('secret values are hidden, wherever they are used', () => {
  const secret = build({
    buildArguments: new Map([
      ['API_KEY', 'key'],
      ['PASSWORD', 'hush-hush'],
    ]),
  });
  const text = renderJson(planOf([secret, exec({ argv: ['sh', '-xc', 'login hush-hush'] })]));
  assert.match(text, '"API_KEY": "***"');
  assert.match(text, '"PASSWORD": "***"');
  assert.match(text, '"login ***"');
  assert.not.ok(text.includes('hush'));
});

s('secret values in a text for a container are hidden too', () => {
  const text = JSON.stringify({ registry: { token: 'hush-hush' }, timeout: '5m' }, null, 2);
  const content = { kind: 'text', text } as const;
  const copy = { ...common('a/copy'), kind: 'copyToContainer', container: 'one', path: '/c.yaml', content } as const;
  const rendered = renderJson(planOf([copy]));
  assert.not.ok(rendered.includes('hush'));
  assert.match(rendered, '5m');
});

s.run();
