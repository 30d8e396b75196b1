import type { Duplex } from 'node:stream';
import type { Resource } from '../../cleanup/resource.ts';
import { ByteReader } from '../../process/byte-reader.ts';
import { createdKindOf, createdResource, type CreatedKind } from './creation.ts';
import { collectBody, readBody } from '../../engine-api/http-body.ts';
import {
  parseRequestHead,
  parseResponseHead,
  withContentLength,
  type BodyFraming,
} from '../../engine-api/http-head.ts';
import type { RequestHead, ResponseHead } from '../../engine-api/http-head.ts';
import { addLabels } from './json-labels.ts';

/** What the relay changes, and whom it tells. */
export interface RelayPolicy {
  /** Added to what is created. */
  readonly labels: ReadonlyMap<string, string>;
  /** Told that the engine is asked to create something; what it returns is called when the engine has answered. */
  readonly onAsk: () => () => void;
  /** Told what the engine has created, before its client is. */
  readonly onCreate: (resource: Resource) => void;
}

/** A request to create something. */
interface Creation {
  readonly kind: CreatedKind;
  /** To be called when the engine has answered. */
  readonly onAnswer: () => void;
}

/** A request on its way, waiting for its response. */
interface Exchange {
  readonly method: string;
  /** What it asks the engine to create; null: nothing. */
  readonly creation: Creation | null;
  /** Settles with the head of the response: whether the connection is a plain stream from now on. */
  readonly hasLeftHttp: Promise<boolean>;
  readonly settle: (hasLeftHttp: boolean) => void;
}

/** Both ends of a relayed connection, and the requests that wait for their responses, oldest first. */
interface Joint {
  readonly client: Duplex;
  readonly engine: Duplex;
  readonly exchanges: Exchange[];
  readonly policy: RelayPolicy;
}

const HEAD_END = '\r\n\r\n';
const MAX_HEAD_BYTES = 1024 * 1024;
const CONTINUE = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n');

/**
 * Joins a client's connection to one of the engine's, until both directions have ended. Bytes pass as they are, with
 * the framing of HTTP only watched, except for create requests, which get labels, and for the answers to them, which
 * are held back until they have been reported. An end of one direction is passed on alone (half-close), as a client's
 * end of standard input has to be. Never rejects: a broken connection breaks the other one.
 */
export async function relayConnection(client: Duplex, engine: Duplex, policy: RelayPolicy): Promise<void> {
  const breakBoth = () => {
    client.destroy();
    engine.destroy();
  };
  for (const stream of [client, engine]) stream.on('error', breakBoth);
  client.on('close', breakBoth);
  const joint = { client, engine, exchanges: [], policy };
  try {
    await Promise.all([relayRequests(readerOf(client), joint), relayResponses(readerOf(engine), joint)]);
  } catch {
    // One of the two has gone; there is nobody left to tell.
  }
  breakBoth();
}

/** Reads a stream without destroying it at its end: the other direction may still be in use. */
function readerOf(stream: Duplex): ByteReader {
  return new ByteReader(stream.iterator({ destroyOnReturn: false }));
}

async function relayRequests(reader: ByteReader, joint: Joint): Promise<void> {
  const { engine, exchanges } = joint;
  for (;;) {
    const head = await reader.readThrough(HEAD_END, MAX_HEAD_BYTES);
    const request = head === null ? null : parseRequestHead(head);
    if (head === null || request === null) return passOn(reader, engine, head);
    const exchange = openExchange(request, joint.policy);
    const labelled = exchange.creation === null ? null : await labelledRequest(reader, joint, head, request);
    exchanges.push(exchange);
    if (labelled === null) await passMessage(reader, engine, head, request.framing);
    else await write(engine, labelled);
    if (request.mayLeaveHttp && (await exchange.hasLeftHttp)) return passOn(reader, engine, null);
  }
}

function openExchange({ method, target }: RequestHead, { onAsk }: RelayPolicy): Exchange {
  let settle = (_: boolean) => {};
  const hasLeftHttp = new Promise<boolean>((resolve) => (settle = resolve));
  const kind = createdKindOf(method, target);
  return { method, creation: kind === null ? null : { kind, onAnswer: onAsk() }, hasLeftHttp, settle };
}

/** The whole of a create request, with our labels. */
async function labelledRequest(
  reader: ByteReader,
  { client, policy }: Joint,
  head: Buffer,
  { framing, isExpectingContinue }: RequestHead,
): Promise<Buffer> {
  if (isExpectingContinue) await write(client, CONTINUE);
  const { content } = await collectBody(reader, framing);
  const body = Buffer.from(addLabels(content.toString(), policy.labels));
  return Buffer.concat([withContentLength(head, body.length), body]);
}

async function relayResponses(reader: ByteReader, joint: Joint): Promise<void> {
  const { client, exchanges } = joint;
  try {
    for (;;) {
      const head = await reader.readThrough(HEAD_END, MAX_HEAD_BYTES);
      const response = head === null ? null : parseResponseHead(head, exchanges[0]?.method ?? 'GET');
      if (head === null || response === null) {
        await passOn(reader, client, head);
        return;
      }
      if (response.isInterim) {
        await write(client, head);
        continue;
      }
      const exchange = exchanges.shift();
      exchange?.settle(response.hasLeftHttp);
      if (response.hasLeftHttp) {
        await passOn(reader, client, head);
        return;
      }
      const creation = exchange?.creation ?? null;
      if (creation === null) await passMessage(reader, client, head, response.framing);
      else await write(client, Buffer.concat([head, await reportedBody(reader, joint, creation, response)]));
    }
  } finally {
    for (const exchange of exchanges) exchange.settle(true);
  }
}

/** The body of an answer to a create request, as it came, after what it tells of has been reported. */
async function reportedBody(
  reader: ByteReader,
  { policy }: Joint,
  { kind, onAnswer }: Creation,
  { status, framing }: ResponseHead,
): Promise<Buffer> {
  const { raw, content } = await collectBody(reader, framing);
  const resource = createdResource(kind, status, content.toString(), policy.labels);
  if (resource !== null) policy.onCreate(resource);
  onAnswer();
  return raw;
}

async function passMessage(reader: ByteReader, sink: Duplex, head: Buffer, framing: BodyFraming): Promise<void> {
  await write(sink, head);
  for await (const { bytes } of readBody(reader, framing)) await write(sink, bytes);
}

/** Everything that still comes, and then the end of this direction. */
async function passOn(reader: ByteReader, sink: Duplex, head: Buffer | null): Promise<void> {
  if (head !== null) await write(sink, head);
  for await (const bytes of reader.chunks(Number.POSITIVE_INFINITY)) await write(sink, bytes);
  // What is not flushed when both directions are over would be lost with the connection.
  await new Promise<void>((resolve) => {
    sink.once('close', resolve);
    sink.end(resolve);
  });
}

/** Settles when the sink can take more; rejects when it is closed. */
async function write(sink: Duplex, bytes: Buffer): Promise<void> {
  if (sink.destroyed) throw new Error('the connection is closed');
  if (bytes.length === 0 || sink.write(bytes)) return;
  await new Promise<void>((resolve) => {
    const settle = () => {
      sink.off('drain', settle);
      sink.off('close', settle);
      resolve();
    };
    sink.on('drain', settle);
    sink.on('close', settle);
  });
}
