/** How the end of a message's body is found (RFC 9112, section 6.3). */
export type BodyFraming =
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  /** Until the connection ends. */
  | { readonly kind: 'close' };

const NO_BODY: BodyFraming = { kind: 'length', bytes: 0 };

export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly isExpectingContinue: boolean;
  /** The connection may leave HTTP with the response, by an upgrade or as a hijacked stream. */
  readonly mayLeaveHttp: boolean;
  readonly framing: BodyFraming;
}

export interface ResponseHead {
  readonly status: number;
  /** The real response is still to come (`100 Continue`). */
  readonly isInterim: boolean;
  /** What follows is a stream in both directions and no HTTP any more. */
  readonly hasLeftHttp: boolean;
  readonly framing: BodyFraming;
}

/** Where the engine's API hands over the connection, also without being asked for an upgrade. */
const HIJACKED = /\/(?:containers\/[^/]+\/attach|exec\/[^/]+\/start)(?:\?|$)/;

/** Reads the head of a request with its blank line at the end; null where that is no HTTP/1 request. */
export function parseRequestHead(bytes: Buffer): RequestHead | null {
  const text = bytes.toString('latin1');
  const [, method, target] = /^\r?\n?([^ \r\n]+) ([^ \r\n]+) HTTP\/1\.\d\r\n/.exec(text) ?? [];
  if (method === undefined || target === undefined) return null;
  return {
    method,
    target,
    isExpectingContinue: headerOf(text, 'expect')?.toLowerCase() === '100-continue',
    mayLeaveHttp: headerOf(text, 'upgrade') !== null || (method === 'POST' && HIJACKED.test(target)),
    framing: framingOf(text) ?? NO_BODY,
  };
}

/** Reads the head of the response to a request of a method; null where that is no HTTP/1 response. */
export function parseResponseHead(bytes: Buffer, method: string): ResponseHead | null {
  const text = bytes.toString('latin1');
  const [, digits] = /^HTTP\/1\.\d (\d{3})[ \r]/.exec(text) ?? [];
  if (digits === undefined) return null;
  const status = Number(digits);
  const framing = framingOf(text);
  const isStream = /^application\/vnd\.docker\.(?:raw|multiplexed)-stream/.test(headerOf(text, 'content-type') ?? '');
  const hasNoBody = method === 'HEAD' || status < 200 || status === 204 || status === 304;
  return {
    status,
    isInterim: status < 200 && status !== 101,
    hasLeftHttp: status === 101 || (status === 200 && isStream && framing === null),
    framing: hasNoBody ? NO_BODY : (framing ?? { kind: 'close' }),
  };
}

function framingOf(head: string): BodyFraming | null {
  if (/(?:^|,)\s*chunked$/i.test(headerOf(head, 'transfer-encoding') ?? '')) return { kind: 'chunked' };
  const length = headerOf(head, 'content-length');
  return length === null ? null : { kind: 'length', bytes: Number.parseInt(length, 10) || 0 };
}

/** The value of the first header of a name, given in lower case. */
function headerOf(head: string, name: string): string | null {
  return new RegExp(`\\r\\n${name}:[ \\t]*([^\\r]*?)[ \\t]*\\r\\n`, 'i').exec(head)?.[1] ?? null;
}

/** The head of a request with a body of another length; all other headers stay as they are, in their order. */
export function withContentLength(bytes: Buffer, length: number): Buffer {
  const [requestLine = '', ...headers] = bytes.toString('latin1').trimEnd().split('\r\n');
  const kept = headers.filter((line) => !/^(?:content-length|transfer-encoding|expect|trailer):/i.test(line));
  return Buffer.from([requestLine, ...kept, `Content-Length: ${length}`, '', ''].join('\r\n'), 'latin1');
}
