import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchWeb } from '../../../src/config/fetch/web.ts';
import { toWebFailure } from '../../../src/config/fetch/web-failure.ts';
import type { Fetched } from '../../../src/config/fetch/fetched.ts';
import { parseReference } from '../../../src/config/fetch/reference.ts';
import { serve, serveProxy, serveSecurely, type LocalServer } from './servers.ts';

const s = suite('config/fetch/web');

const servers: LocalServer[] = [];
async function opened(opening: Promise<LocalServer>): Promise<LocalServer> {
  const server = await opening;
  servers.push(server);
  return server;
}
s.after.each(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

interface Place {
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeout?: number;
}

async function fetched(address: string, { environment = {}, timeout }: Place = {}): Promise<Fetched> {
  const reference = parseReference(address, { buildDirectory: '/', homeDirectory: null });
  if (reference.kind !== 'web') throw new Error(`${address} is a reference of kind ${reference.kind}`);
  return fetchWeb(reference, { environment, ...(timeout === undefined ? {} : { timeout }) });
}

/** The text that came, or what is told instead. */
function told(result: Fetched): string {
  return result.kind === 'read' ? result.source.text : `${result.message}. ${result.next}.`;
}

s('gives the text of a file and the name it came by', async () => {
  const { host } = await opened(serve((_, response) => response.end('a: "é"\r\nb: 1\r\n')));
  const result = await fetched(`http://${host}/x.yaml`);
  assert.equal(result, { kind: 'read', source: { file: `http://${host}/x.yaml`, text: 'a: "é"\nb: 1\n' } });
});

s('follows the server to other addresses, and sends the login only to the server it is meant for', async () => {
  const logins: string[] = [];
  const other = await opened(
    serve((incoming, response) => {
      logins.push(`other ${String(incoming.headers.authorization)}`);
      response.end('there: 1\n');
    }),
  );
  const { host } = await opened(
    serve((incoming, response) => {
      logins.push(`${String(incoming.url)} ${String(incoming.headers.authorization)}`);
      const location = incoming.url === '/first' ? '/second' : `http://${other.host}/third`;
      response.writeHead(302, { location }).end();
    }),
  );
  const result = await fetched(`http://me:p%40ss@${host}/first`);
  assert.is(told(result), 'there: 1\n');
  assert.is(result.kind === 'read' && result.source.file, `http://***@${host}/first`);
  const basic = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;
  assert.equal(logins, [`/first ${basic}`, `/second ${basic}`, 'other undefined']);
});

const statuses: readonly (readonly [number, string])[] = [
  [401, '401 Unauthorized. Give a user and a password or token that may read it.'],
  [403, '403 Forbidden. Give a user and a password or token that may read it.'],
  [404, '404 Not Found. Correct the address, or see to it that you may read it.'],
  [410, '410 Gone. Correct the address, or see to it that you may read it.'],
  [418, "418 I'm a Teapot. Correct the address."],
  [204, '204 No Content. Correct the address.'],
  [302, '302 Found. Correct the address.'],
  [429, '429 Too Many Requests. Try again later.'],
  [500, '500 Internal Server Error. Try again later.'],
];
for (const [status, expected] of statuses) {
  s(`says that a server answers ${status}`, async () => {
    const { host } = await opened(serve((_, response) => response.writeHead(status).end()));
    assert.is(
      told(await fetched(`http://me:secret@${host}/x`)),
      `"http://***@${host}/x" is not to be had: the server answers ${expected}`,
    );
  });
}

s('refuses what is no text, what is a web page, and what is too large', async () => {
  const { host } = await opened(
    serve((incoming, response) => {
      if (incoming.url === '/bytes') response.end(Uint8Array.of(0xff, 0xfe, 0xfd));
      else if (incoming.url === '/page') response.setHeader('content-type', 'text/html; charset=utf-8').end('<p>');
      else response.end(Buffer.alloc(10 * 1024 * 1024 + 1, 'x'));
    }),
  );
  const url = `http://${host}`;
  assert.is(told(await fetched(`${url}/bytes`)), `"${url}/bytes" is no text in UTF-8. Save it in UTF-8.`);
  assert.is(
    told(await fetched(`${url}/page`)),
    `"${url}/page" is a web page, not the file. Name the address of the file as it is ("raw").`,
  );
  assert.is(told(await fetched(`${url}/large`)), `"${url}/large" is larger than 10 MiB. Name a configuration file.`);
});

s('refuses to be sent on for ever, or to what is no web address', async () => {
  const { host, asked } = await opened(
    serve((incoming, response) => {
      const location = incoming.url === '/file' ? 'file:///etc/passwd' : '/x';
      response.writeHead(307, { location }).end();
    }),
  );
  assert.is(
    told(await fetched(`http://${host}/x`)),
    `"http://${host}/x" sends on more than 5 times. Name the address where the file is.`,
  );
  assert.is(asked.length, 6);
  assert.is(
    told(await fetched(`http://${host}/file`)),
    `"http://${host}/file" sends on to what is no web address. Name the address where the file is.`,
  );
});

s('waits for a server only so long, before its answer and within it', async () => {
  const { host } = await opened(
    serve((incoming, response) => {
      if (incoming.url === '/begun') response.write('a: 1\n');
    }),
  );
  for (const path of ['silent', 'begun']) {
    assert.is(
      told(await fetched(`http://${host}/${path}`, { timeout: 300 })),
      `"http://${host}/${path}" does not answer within 0.3 s. Try again, or name another address.`,
    );
  }
});

s('says why a server cannot be reached', async () => {
  const closed = await serve(() => {});
  await closed.close();
  assert.is(
    told(await fetched(`http://${closed.host}/x`)),
    `"http://${closed.host}/x" cannot be reached: "${closed.host}" refuses the connection. Correct the host or port, or start the server.`,
  );
  const rude = await opened(serve((incoming) => incoming.socket.destroy()));
  assert.is(
    told(await fetched(`http://${rude.host}/x`)),
    `"http://${rude.host}/x" cannot be reached: "${rude.host}" has closed the connection. Try again.`,
  );
  const message = told(await fetched('http://host.invalid/x'));
  assert.match(message, /^"http:\/\/host\.invalid\/x" cannot be reached: .*"host\.invalid"/);
});

s('says what is wrong with TLS', async () => {
  const secure = await opened(serveSecurely((_, response) => response.end('a: 1\n')));
  assert.is(
    told(await fetched(`https://${secure.host}/x`)),
    `"https://${secure.host}/x" is not trusted: self-signed certificate. ` +
      'Name a file with the certificate of its authority in NODE_EXTRA_CA_CERTS.',
  );
  const open = await opened(serve((_, response) => response.end('a: 1\n')));
  assert.is(
    told(await fetched(`https://${open.host}/x`)),
    `"https://${open.host}/x" cannot be reached: "${open.host}" does not speak TLS there. Correct the port, or write "http://".`,
  );
});

/** What OpenSSL of Node writes when the server ends TLS. */
const alerts: readonly (readonly [string, string, string, string])[] = [
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tlsv13 alert certificate required', 'wants a certificate that says who you are', 'ours'], // prettier-ignore
  ['EPROTO', 'sslv3 alert handshake failure', 'does not accept us: its TLS says "handshake failure"', 'ours'],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'tlsv1 alert unknown ca', 'does not accept us: its TLS says "unknown ca"', 'ours'], // prettier-ignore
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tlsv1 alert protocol version', 'does not accept us: its TLS says "protocol version"', 'none'], // prettier-ignore
];
for (const [code, words, reason, certificate] of alerts) {
  s(`says of "${words}" that the server ${reason}`, () => {
    const message = `80DC:error:0A00045C:SSL routines:ssl3_read_bytes:${words}:../rec_layer_s3.c:1601:SSL alert number 1`;
    const failure = toWebFailure(Object.assign(new Error(message), { code }), new URL('https://x/'));
    assert.equal([failure.reason, failure.certificate ?? 'none', failure.isPassing], [reason, certificate, false]);
  });
}

s('goes by a proxy, by its user and password, and past it where that is wanted', async () => {
  const { host } = await opened(
    serve((incoming, response) => response.end(`host: ${String(incoming.headers.host)}\n`)),
  );
  const proxy = await opened(serveProxy('me:pw'));
  const environment = { http_proxy: `http://me:pw@${proxy.host}` };
  assert.is(told(await fetched(`http://u:p@${host}/x?y`, { environment })), `host: ${host}\n`);
  assert.equal(proxy.asked, [`GET http://${host}/x?y`]);
  assert.is(
    told(await fetched(`http://${host}/x`, { environment: { ...environment, no_proxy: '127.0.0.1' } })),
    `host: ${host}\n`,
  );
  assert.is(proxy.asked.length, 1);
  assert.is(
    told(await fetched(`http://${host}/x`, { environment: { http_proxy: proxy.host } })),
    `"http://${host}/x" is not to be had: the server answers 407 Proxy Authentication Required. Give a user and a password or token that may read it.`,
  );
});

s('opens a tunnel for https by a proxy', async () => {
  const secure = await opened(serveSecurely((_, response) => response.end('a: 1\n')));
  const proxy = await opened(serveProxy('me:pw'));
  // The certificate that is refused is the server's: the tunnel stood.
  assert.match(
    told(await fetched(`https://${secure.host}/x`, { environment: { https_proxy: `me:pw@${proxy.host}` } })),
    /is not trusted: self-signed certificate/,
  );
  assert.equal(proxy.asked, [`CONNECT ${secure.host}`]);
  assert.is(
    told(await fetched(`https://${secure.host}/x`, { environment: { https_proxy: proxy.host } })),
    `"https://${secure.host}/x" cannot be reached: the proxy answers 407 Proxy Authentication Required. ` +
      'Correct the proxy in the environment, or name the host in NO_PROXY.',
  );
  assert.is(
    told(await fetched(`https://${secure.host}/x`, { environment: { https_proxy: 'socks5://h' } })),
    `"https://${secure.host}/x" cannot be reached: its proxy is no "http://" address. Correct the proxy in the environment.`,
  );
});

s.run();
