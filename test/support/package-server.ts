import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';

/** A file that was sent, and the form around it. */
export interface Upload {
  readonly authorization: string;
  readonly path: string;
  /** All fields but the file, sorted. */
  readonly fields: readonly (readonly [string, string])[];
  readonly fileName: string;
  readonly content: Buffer;
}

/** What is answered to an upload. */
export interface Answer {
  readonly status: number;
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An index of Python packages, in this process. */
export interface PackageServer {
  readonly url: string;
  readonly uploads: readonly Upload[];
  /** What is answered to the next uploads, before all others are welcome; null: the connection is closed, `silent`: nothing. */
  readonly answers: (Answer | null | 'silent')[];
  close(): void;
}

/** What a server speaks TLS with. */
export interface ServerTls {
  readonly cert: string;
  readonly key: string;
  /** Certificates of whom it lets in; absent: everybody. */
  readonly clients?: string;
}

/** Starts one on a free port; by TLS where there is a certificate with its key. */
export async function startPackageServer(tls?: ServerTls): Promise<PackageServer> {
  const uploads: Upload[] = [];
  const answers: (Answer | null | 'silent')[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    void receive(request).then((body) => {
      const answer = answers.length === 0 ? { status: 200 } : answers.shift();
      if (answer === null) return request.socket.destroy();
      if (answer === 'silent' || answer === undefined) return undefined;
      if (answer.status === 200) uploads.push(parseUpload(request, body));
      response.writeHead(answer.status, answer.reason, answer.headers).end(answer.body);
      return undefined;
    });
  };
  const server = tls === undefined ? createPlain(listener) : createSecure(toOptions(tls), listener);
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/legacy/`,
    uploads,
    answers,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function toOptions({ cert, key, clients }: ServerTls) {
  return { cert, key, ...(clients === undefined ? {} : { ca: clients, requestCert: true, rejectUnauthorized: true }) };
}

async function receive(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const stream: AsyncIterable<Buffer> = request;
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function parseUpload({ headers, url }: IncomingMessage, body: Buffer): Upload {
  const boundary = /^multipart\/form-data; boundary=(\S+)$/.exec(headers['content-type'] ?? '')?.[1] ?? '?';
  if (headers['content-length'] !== String(body.length)) throw new Error('the length is wrong');
  const text = body.toString('latin1');
  if (!text.endsWith(`\r\n--${boundary}--\r\n`)) throw new Error('the form has no end');
  const parts = text
    .slice(0, -`\r\n--${boundary}--\r\n`.length)
    .split(new RegExp(`(?:^|\r\n)--${boundary}\r\n`))
    .slice(1);
  const read = parts.map((part) => {
    const end = part.indexOf('\r\n\r\n');
    const head = part.slice(0, end);
    const content = Buffer.from(part.slice(end + 4), 'latin1');
    const [, name = '', , fileName = null] = /name="([^"]*)"(; filename="([^"]*)")?/.exec(head) ?? [];
    return { name, fileName, content };
  });
  const file = read.find(({ fileName }) => fileName !== null);
  return {
    authorization: headers.authorization ?? '',
    path: url ?? '',
    fields: read
      .flatMap(({ name, fileName, content }) => (fileName === null ? [[name, content.toString()] as const] : []))
      .sort(),
    fileName: file?.fileName ?? '',
    content: file?.content ?? Buffer.alloc(0),
  };
}
