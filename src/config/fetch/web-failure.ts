/** Why nothing came back. */
export interface WebFailure {
  readonly kind: 'failed';
  /** What follows a quoted address: `cannot be reached: ...`. */
  readonly reason: string;
  readonly next: string;
  /** It may be better in a moment. */
  readonly isPassing: boolean;
}

/** An expected failure on its way out of callbacks. */
export class WebError extends Error {
  readonly next: string;
  constructor(reason: string, next: string) {
    super(reason);
    this.next = next;
  }
}

/** Reasons by the code of the error; `%` is the host. */
const REASONS: ReadonlyMap<string, readonly [string, string]> = new Map([
  ['ENOTFOUND', ['cannot be reached: there is no host "%"', 'Correct the host']],
  ['EAI_AGAIN', ['cannot be reached: the name of "%" cannot be looked up now', 'Check the network, then try again']],
  ['ECONNREFUSED', ['cannot be reached: "%" refuses the connection', 'Correct the host or port, or start the server']],
  ['ECONNRESET', ['cannot be reached: "%" has closed the connection', 'Try again']],
  ['EPIPE', ['has closed the connection before all was sent', 'Try again; maybe the file is too large for it']],
  ['EHOSTUNREACH', ['cannot be reached: there is no way to "%"', 'Check the network, or set a proxy']],
  ['ENETUNREACH', ['cannot be reached: there is no way to "%"', 'Check the network, or set a proxy']],
  ['ETIMEDOUT', ['cannot be reached: "%" does not answer', 'Check the network, or set a proxy']],
  ['EPROTO', ['cannot be reached: "%" does not speak TLS there', 'Correct the port, or write "http://"']],
]);

/** Says why a request has failed. */
export function toWebFailure(error: unknown, { hostname, port }: URL): WebFailure {
  const { code, message } = toError(error);
  const host = port === '' ? hostname : `${hostname}:${port}`;
  const isForeign = /^ERR_SSL_WRONG_VERSION|^ERR_SSL_PACKET_LENGTH/.test(code);
  const [reason, next] = REASONS.get(isForeign ? 'EPROTO' : code) ?? describeRest(code, message);
  return { ...failed(reason.replace('%', host), next), isPassing: PASSING.has(code) };
}

const PASSING = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

function describeRest(code: string, message: string): readonly [string, string] {
  if (/CERT|^ERR_TLS|^UNABLE_TO|SELF_SIGNED/.test(code)) {
    const next = 'Name a file with the certificate of its authority in NODE_EXTRA_CA_CERTS';
    return [`is not trusted: ${message}`, next];
  }
  return [`cannot be reached: ${code === '' ? message : code}`, 'Check the address and the network'];
}

/** What a request was ended by, with its code, which may be empty. */
export function toError(error: unknown): Error & { readonly code: string } {
  if (error instanceof WebError) return Object.assign(error, { code: '' });
  const base = error instanceof Error ? error : new Error(String(error));
  const code = 'code' in base && typeof base.code === 'string' ? base.code : '';
  return Object.assign(new Error(base.message), { code });
}

/** A failure that will be no better in a moment. */
export function failed(reason: string, next: string): WebFailure {
  return { kind: 'failed', reason, next, isPassing: false };
}
