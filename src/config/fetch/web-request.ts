import { once } from 'node:events';
import { request as requestPlain, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestSecure, type RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex, Readable } from 'node:stream';
import { connect } from 'node:tls';
import { LARGEST_FILE, TIME_LIMIT } from './fetched.ts';
import { findProxy } from './proxy.ts';
import { loginOf } from './reference.ts';
import { failed, toError, toWebFailure, WebError, type WebFailure } from './web-failure.ts';

export type { WebFailure } from './web-failure.ts';

export interface WebRequest {
  /** May hold a user and a password. */
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds for all of it; see `TIME_LIMIT`. */
  readonly timeout?: number;
}

/** A file that is sent to a server. */
export interface WebUpload extends Pick<WebRequest, 'url' | 'headers' | 'environment'> {
  readonly contentType: string;
  /** Bytes. */
  readonly length: number;
  readonly body: Readable;
  /** Milliseconds that nothing may go to and fro. */
  readonly silence: number;
  readonly signal: AbortSignal;
  readonly trust?: Trust;
}

/** Certificates in PEM: of an authority beside which no other counts, and our own with its key. */
export interface Trust {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
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
  /** Where the server sends us on to; null: nowhere. */
  readonly location: string | null;
  readonly body: Buffer;
}

/** How often a server may send us on. */
const REDIRECT_LIMIT = 5;

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
    return toWebFailure(error, url);
  }
}

/** Sends by POST, and follows nobody who sends on: what is sent is meant for this server. */
export async function postWeb({
  url,
  contentType,
  length,
  silence,
  ...upload
}: WebUpload): Promise<WebAnswer | WebFailure> {
  const headers = { ...upload.headers, 'content-type': contentType, 'content-length': String(length) };
  try {
    const response = await ask(url, { ...upload, ...toAuthorization(url), headers, silence });
    return await toAnswer(response, url);
  } catch (error) {
    if (error instanceof WebError) return failed(error.message, error.next);
    return toWebFailure(error, url);
  }
}

interface Asking extends Pick<WebRequest, 'headers' | 'environment'> {
  readonly authorization: string | null;
  readonly signal: AbortSignal;
  /** Is sent by POST; absent: nothing is sent, by GET. */
  readonly body?: Readable;
  readonly silence?: number;
  readonly trust?: Trust;
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
  const method = asking.body === undefined ? 'GET' : 'POST';
  const options = { method, headers, signal, agent: false as const, ...asking.trust };
  const send = (request: ClientRequest) => finish(request, asking);
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
  const { headers, signal, method, ca, cert, key } = options;
  const trust = { ...(ca === undefined ? {} : { ca }), ...(cert === undefined ? {} : { cert, key }) };
  const name = isIP(host) === 0 ? { servername: host } : {};
  return requestSecure(url, {
    ...(headers === undefined ? {} : { headers }),
    ...(signal === undefined ? {} : { signal }),
    ...(method === undefined ? {} : { method }),
    createConnection: () => connect({ socket: tunnel, host, ...name, ...trust }),
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

async function finish(request: ClientRequest, { body, silence }: Asking): Promise<IncomingMessage> {
  if (body === undefined) request.end();
  else {
    body.once('error', (error) => request.destroy(error));
    body.pipe(request);
  }
  if (silence !== undefined) request.setTimeout(silence, () => request.destroy(silent(silence)));
  const answered = new Promise<IncomingMessage>((settle) => request.once('response', settle));
  const failing = once(request, 'error').then(([error]: unknown[]) => Promise.reject(toError(error)));
  return Promise.race([answered, failing]);
}

function silent(milliseconds: number): WebError {
  return new WebError(`does not answer within ${milliseconds / 1000} s`, 'Try again later');
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
    location: headers.location ?? null,
    body: Buffer.concat(chunks),
  };
}

function withoutUser(url: URL): string {
  const copy = new URL(url);
  [copy.username, copy.password, copy.hash] = ['', '', ''];
  return copy.href;
}
