import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createdKindOf, createdResource } from '../../../src/execute/relay/creation.ts';
import { withContentLength } from '../../../src/engine-api/http-head.ts';
import { addLabels } from '../../../src/execute/relay/json-labels.ts';

const s = suite('labels of create requests');

const OURS = new Map([['own', 'me']]);

const ROWS: readonly (readonly [name: string, before: string, after: string])[] = [
  ['no labels', '{"Image":"x"}', '{"Image":"x","Labels":{"own":"me"}}'],
  ['an empty object', '{}', '{"Labels":{"own":"me"}}'],
  ['no body', '', '{"Labels":{"own":"me"}}'],
  ['labels of its own', '{"Labels":{"a":"b"},"Image":"x"}', '{"Labels":{"a":"b","own":"me"},"Image":"x"}'],
  ['a label of our name', '{"Labels":{"own":"you"}}', '{"Labels":{"own":"me"}}'],
  ['labels that are null', '{"Labels":null,"Image":"x"}', '{"Labels":{"own":"me"},"Image":"x"}'],
  ['a key of another case', '{"labels" : {"a":"b"} }', '{"labels" :{"a":"b","own":"me"}}'],
  ['labels deeper down', '{"Host":{"Labels":{"a":"b"}}}', '{"Host":{"Labels":{"a":"b"}},"Labels":{"own":"me"}}'],
  ['the word in a value', '{"Env":["\\"Labels\\":{}"]}', '{"Env":["\\"Labels\\":{}"],"Labels":{"own":"me"}}'],
  ['an escaped key', '{"\\u004cabels":{"a":"b"}}', '{"\\u004cabels":{"a":"b","own":"me"}}'],
  ['two of them, the last of which counts', '{"Labels":{},"Labels":{}}', '{"Labels":{},"Labels":{"own":"me"}}'],
  ['large numbers', '{"Memory":9007199254740993}', '{"Memory":9007199254740993,"Labels":{"own":"me"}}'],
  ['blanks around', ' { "a" : [ 1 , { } ] } \n', ' { "a" : [ 1 , { } ] ,"Labels":{"own":"me"}} \n'],
  ['no JSON', '{"Image":', '{"Image":'],
  ['no object', '[1]', '[1]'],
];

for (const [name, before, after] of ROWS) {
  s(`are added to ${name}`, () => assert.is(addLabels(before, OURS), after));
}

const TARGETS: readonly (readonly [method: string, target: string, kind: string | null])[] = [
  ['POST', '/v1.45/containers/create?name=x', 'container'],
  ['POST', '/containers/create', 'container'],
  ['POST', 'http://docker/v1.45/networks/create', 'network'],
  ['POST', '/v1.24/volumes/create', 'volume'],
  ['GET', '/v1.45/containers/create', null],
  ['POST', '/v1.45/containers/create/start', null],
  ['POST', '/v1.45/images/create?fromImage=x', null],
];

for (const [method, target, kind] of TARGETS) {
  s(`${method} ${target} makes ${kind ?? 'nothing of ours'}`, () => assert.is(createdKindOf(method, target), kind));
}

s('what was created is known from the answer', () => {
  const name = (kind: 'container' | 'network' | 'volume', status: number, answer: string) =>
    createdResource(kind, status, answer, OURS)?.name;
  assert.is(name('container', 201, '{"Id":"abc","Warnings":[]}'), 'abc');
  assert.is(name('network', 201, '{"Id":"def"}'), 'def');
  assert.is(name('volume', 201, '{"Name":"v","Labels":{"own":"me","a":"b"}}'), 'v');
  assert.is(name('volume', 201, '{"Name":"older","Labels":{}}'), undefined);
  assert.is(name('volume', 201, '{"Name":"older","Labels":null}'), undefined);
  assert.is(name('container', 409, '{"message":"taken"}'), undefined);
  assert.is(name('container', 201, 'nonsense'), undefined);
});

s('a head keeps its other headers when the length changes', () => {
  const head =
    'POST /x HTTP/1.1\r\nHost: d\r\nX: 1\r\nTransfer-Encoding: chunked\r\nX: 2\r\nExpect: 100-continue\r\n\r\n';
  const expected = 'POST /x HTTP/1.1\r\nHost: d\r\nX: 1\r\nX: 2\r\nContent-Length: 7\r\n\r\n';
  assert.is(withContentLength(Buffer.from(head), 7).toString(), expected);
});

s.run();
