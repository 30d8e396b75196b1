/** Why nothing came back. */
export interface WebFailure {
  readonly kind: 'failed';
  /** What follows a quoted address: `cannot be reached: ...`. */
  readonly reason: string;
  readonly next: string;
  /** It may be better in a moment. */
  readonly isPassing: boolean;
  /** Whose certificate it failed for: we do not know that of the server, or it does not take ours, if we have any. */
  readonly certificate?: 'theirs' | 'ours';
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
  const [, alert] = ALERT.exec(message) ?? [];
  if (alert !== undefined) return refusedTls(alert);
  if (/CERT|^ERR_TLS|^UNABLE_TO|SELF_SIGNED/.test(code)) return untrusted(message);
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

/** What a server says when it ends TLS, as OpenSSL tells it: `…:tlsv13 alert certificate required:…`. */
const ALERT = /SSL routines:[^:]*:[^:]*\balert ([a-z ]+):/;

/** Alerts for a certificate of ours that is missing (`handshake failure` before TLS 1.3), or not taken. */
const FOR_CERTIFICATE = /certificate|unknown ca|handshake failure|access denied/;

function refusedTls(alert: string): WebFailure {
  const isWanting = alert === 'certificate required';
  const reason = isWanting
    ? 'wants a certificate that says who you are'
    : `does not accept us: its TLS says "${alert}"`;
  const isForCertificate = FOR_CERTIFICATE.test(alert);
  const next = isForCertificate ? 'Name an address that needs no certificate of yours' : 'Check the address';
  return { ...failed(reason, next), ...(isForCertificate ? { certificate: 'ours' } : {}) };
}

function untrusted(message: string): WebFailure {
  const next = 'Name a file with the certificate of its authority in NODE_EXTRA_CA_CERTS';
  return { ...failed(`is not trusted: ${message}`, next), certificate: 'theirs' };
}

function describeRest(code: string, message: string): readonly [string, string] {
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
