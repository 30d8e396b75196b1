import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findProxy } from '../../../src/config/fetch/proxy.ts';

const s = suite('config/fetch/proxy');

const both = { http_proxy: 'http://p:1', HTTPS_PROXY: 'q:2' };
const rows: readonly (readonly [string, Record<string, string>, string | null])[] = [
  ['http://h/', {}, null],
  ['http://h/', both, 'http://p:1/'],
  ['https://h/', both, 'http://q:2/'],
  ['https://h/', { all_proxy: 'http://r' }, 'http://r/'],
  ['http://h/', { http_proxy: '', HTTP_PROXY: 'p' }, 'http://p/'],
  ['http://h/', { http_proxy: 'http://a b' }, 'http://a b'],
  ['http://h/', { ...both, no_proxy: '*' }, null],
  ['http://h.example.com/', { ...both, NO_PROXY: 'x, .example.com' }, null],
  ['http://H.example.com/', { ...both, NO_PROXY: 'EXAMPLE.com' }, null],
  ['http://anexample.com/', { ...both, NO_PROXY: 'example.com,' }, 'http://p:1/'],
  ['http://h:8080/', { ...both, no_proxy: 'h:80' }, 'http://p:1/'],
  ['http://h/', { ...both, no_proxy: 'h:80' }, null],
  ['https://h/', { ...both, no_proxy: 'h:443' }, null],
  ['http://[::1]/', { ...both, no_proxy: '::1' }, null],
  ['http://[::1]:81/', { ...both, no_proxy: '[::1]:80' }, 'http://p:1/'],
];
for (const [url, environment, expected] of rows) {
  s(`${url} goes by ${expected ?? 'no proxy'} where ${JSON.stringify(environment)}`, () => {
    const proxy = findProxy(new URL(url), environment);
    assert.is(proxy instanceof URL ? proxy.href : proxy, expected);
  });
}

s.run();
