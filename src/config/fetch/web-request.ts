import { once } from 'node:events';
import { request as requestPlain, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import { LARGEST_FILE, TIME_LIMIT } from './fetched.ts';
import { findProxy } from './proxy.ts';
import { loginOf } from './reference.ts';

export interface WebRequest {
  /** May hold a user and a password. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds for all of it; see `TIME_LIMIT`. */
  readonly timeout?: number;
}

/** What came back, after redirects. */
export interface WebAnswer {
  readonly kind: 'answered';
  /** Where the answer came from, without credentials. */
  readonly url: string;
  readonly status: number;
  /** `404 Not Found` */
  readonly statusText: string;
  readonly contentType: string;
  readonly body: Buffer;
}

/** Why nothing came back. */
export interface WebFailure {
  readonly kind: 'failed';
  /** What follows a quoted address: `cannot be reached: ...`. */
  readonly reason: string;
  readonly next: string;
}

/** How often a server may send us on. */
const REDIRECT_LIMIT = 5;

/** An expected failure on its way out of callbacks. */
class WebError extends Error {
  readonly next: string;
  constructor(reason: string, next: string) {
    super(reason);
    this.next = next;
  }
}

/**
 * Asks by GET and follows redirects of the server; credentials go to no other server than the one they are meant for.
 * Goes by the proxy that the environment names. Node trusts the authorities it comes with and those of
 * NODE_EXTRA_CA_CERTS.
 */
export async function requestWeb(request: WebRequest): Promise<WebAnswer | WebFailure> {
  const limit = request.timeout ?? TIME_LIMIT;
  const signal = AbortSignal.timeout(limit);
  let url = request.url;
  let credentials = toAuthorization(url);
  try {
    for (let count = 0; count <= REDIRECT_LIMIT; count += 1) {
      const response = await ask(url, { ...request, ...credentials, signal });
      const target = targetOf(response, url);
      if (target === null) return await toAnswer(response, url);
      response.destroy();
      if (target.origin !== url.origin) credentials = { authorization: null };
      url = target;
    }
    return failed(`sends on more than ${REDIRECT_LIMIT} times`, 'Name the address where the file is');
  } catch (error) {
    if (signal.aborted) return failed(`does not answer within ${limit / 1000} s`, 'Try again, or name another address');
    if (error instanceof WebError) return failed(error.message, error.next);
    return describe(error, url);
  }
}

interface Asking extends Pick<WebRequest, 'headers' | 'environment'> {
  readonly authorization: string | null;
  readonly signal: AbortSignal;
}

function toAuthorization(url: URL): { readonly authorization: string | null } {
  const login = loginOf(url);
  return { authorization: login === null ? null : basic(login.user, login.password) };
}

/** The header by which a user and a password are sent. */
export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

async function ask(url: URL, asking: Asking): Promise<IncomingMessage> {
  const { headers: given, environment, authorization, signal } = asking;
  const headers = {
    'user-agent': 'buildrunner',
    'accept-encoding': 'identity',
    ...(authorization === null ? {} : { authorization }),
    ...given,
  };
  const options = { headers, signal, agent: false as const };
  const proxy = findProxy(url, environment);
  if (typeof proxy === 'string' || (proxy !== null && proxy.protocol !== 'http:')) {
    throw new WebError('cannot be reached: its proxy is no "http://" address', 'Correct the proxy in the environment');
  }
  if (proxy === null) return send(url.protocol === 'https:' ? requestSecure(url, options) : requestPlain(url, options));
  if (url.protocol === 'https:') return send(await requestThrough(proxy, url, options));
  return send(
    requestPlain(proxy, {
      ...options,
      path: withoutUser(url),
      headers: { ...headers, host: url.host, ...proxyUser(proxy) },
    }),
  );
}

/** A request over TLS through a tunnel that the proxy opens. */
async function requestThrough(proxy: URL, url: URL, options: RequestOptions): Promise<ClientRequest> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const target = `${url.hostname}:${url.port || '443'}`;
  const opening = requestPlain(proxy, {
    ...{ method: 'CONNECT', path: target, headers: { host: target, ...proxyUser(proxy) }, agent: false },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  opening.end();
  const tunnel = await new Promise<Duplex>((settle, reject) => {
    opening.once('error', reject);
    opening.once('response', (response) => reject(refusedBy(response)));
    opening.once('connect', (response, socket) => {
      if (response.statusCode === 200) return settle(socket);
      socket.destroy();
      reject(refusedBy(response));
    });
  });
  const { headers, signal } = options;
  const name = isIP(host) === 0 ? { servername: host } : {};
  return requestSecure(url, {
    ...(headers === undefined ? {} : { headers }),
    ...(signal === undefined ? {} : { signal }),
    createConnection: () => connect({ socket: tunnel, host, ...name }),
  });
}

function refusedBy({ statusCode, statusMessage }: IncomingMessage): WebError {
  const reason = `cannot be reached: the proxy answers ${statusCode} ${statusMessage}`;
  return new WebError(reason, 'Correct the proxy in the environment, or name the host in NO_PROXY');
}

function proxyUser(proxy: URL): Record<string, string> {
  const { authorization } = toAuthorization(proxy);
  return authorization === null ? {} : { 'proxy-authorization': authorization };
}

async function send(request: ClientRequest): Promise<IncomingMessage> {
  request.end();
  const answered = new Promise<IncomingMessage>((settle) => request.once('response', settle));
  const failing = once(request, 'error').then(([error]: unknown[]) => Promise.reject(toError(error)));
  return Promise.race([answered, failing]);
}

/** Where the server sends us on; null: it does not. */
function targetOf({ statusCode = 0, headers: { location } }: IncomingMessage, from: URL): URL | null {
  if (![301, 302, 303, 307, 308].includes(statusCode) || location === undefined) return null;
  const isValid = URL.canParse(location, from.href);
  const target = isValid ? new URL(location, from.href) : null;
  if (target === null || !/^https?:$/.test(target.protocol)) {
    throw new WebError('sends on to what is no web address', 'Name the address where the file is');
  }
  if (from.protocol === 'https:' && target.protocol === 'http:') {
    throw new WebError('sends on from https to http', 'Name an address that stays with https');
  }
  return target;
}

async function toAnswer(response: IncomingMessage, url: URL): Promise<WebAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const stream: AsyncIterable<Buffer> = response;
  for await (const chunk of stream) {
    size += chunk.length;
    chunks.push(chunk);
    if (size > LARGEST_FILE) break;
  }
  const { statusCode = 0, statusMessage = '', headers } = response;
  return {
    kind: 'answered',
    url: withoutUser(url),
    status: statusCode,
    statusText: `${statusCode} ${statusMessage}`.trim(),
    contentType: headers['content-type'] ?? '',
    body: Buffer.concat(chunks),
  };
}

function withoutUser(url: URL): string {
  const copy = new URL(url);
  [copy.username, copy.password, copy.hash] = ['', '', ''];
  return copy.href;
}

/** Reasons by the code of the error; `%` is the host. */
const REASONS: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['ENOTFOUND', ['cannot be reached: there is no host "%"', 'Correct the host']],
  ['EAI_AGAIN', ['cannot be reached: the name of "%" cannot be looked up now', 'Check the network, then try again']],
  ['ECONNREFUSED', ['cannot be reached: "%" refuses the connection', 'Correct the host or port, or start the server']],
  ['ECONNRESET', ['cannot be reached: "%" has closed the connection', 'Try again']],
  ['EHOSTUNREACH', ['cannot be reached: there is no way to "%"', 'Check the network, or set a proxy']],
  ['ENETUNREACH', ['cannot be reached: there is no way to "%"', 'Check the network, or set a proxy']],
  ['ETIMEDOUT', ['cannot be reached: "%" does not answer', 'Check the network, or set a proxy']],
  ['EPROTO', ['cannot be reached: "%" does not speak TLS there', 'Correct the port, or write "http://"']],
]);

function describe(error: unknown, { hostname, port }: URL): WebFailure {
  const { code, message } = toError(error);
  const host = port === '' ? hostname : `${hostname}:${port}`;
  const isForeign = /^ERR_SSL_WRONG_VERSION|^ERR_SSL_PACKET_LENGTH/.test(code);
  const [reason, next] = REASONS.get(isForeign ? 'EPROTO' : code) ?? describeRest(code, message);
  return failed(reason.replace('%', host), next);
}

function describeRest(code: string, message: string): readonly [string, string] {
  if (/CERT|^ERR_TLS|^UNABLE_TO|SELF_SIGNED/.test(code)) {
    const next = 'Name a file with the certificate of its authority in NODE_EXTRA_CA_CERTS';
    return [`is not trusted: ${message}`, next];
  }
  return [`cannot be reached: ${code === '' ? message : code}`, 'Check the address and the network'];
}

function toError(error: unknown): Error & { readonly code: string } {
  const base = error instanceof Error ? error : new Error(String(error));
  const code = 'code' in base && typeof base.code === 'string' ? base.code : '';
  return Object.assign(new Error(base.message), { code });
}

function failed(reason: string, next: string): WebFailure {
  return { kind: 'failed', reason, next };
}
