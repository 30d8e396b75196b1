import { PassThrough } from 'node:stream';
import { ByteReader } from '../process/byte-reader.ts';
import type { CommandResult } from '../process/command.ts';
import type { Dial } from './dial.ts';
import { collectBody } from './http-body.ts';
import { parseResponseHead } from './http-head.ts';

/** A conversation with the engine. */
export interface EngineApi {
  /** The body of the engine's answer to a GET; null where it gave none, or one that is no success. */
  ask(path: string): Promise<string | null>;
  /** Ends the conversation when all is answered; says how the connection ended. To be called once, after the last question. */
  end(): Promise<CommandResult>;
}

/** Any version: the CLI may be older than the engine, and what we read has not changed since docker 18.09. */
const HOST = 'HTTP/1.1\r\nHost: docker\r\n\r\n';
const MAX_HEAD_BYTES = 64 * 1024;

/**
 * Opens a conversation over one connection: it answers many questions, each in a few milliseconds, where a docker
 * command for each would take twenty of a processor's time. Where such a connection cannot be had, every answer is null.
 *
 * @param timeout milliseconds that the whole conversation may take.
 */
export function openEngineApi(dial: Dial, timeout: number): EngineApi {
  const requests = new PassThrough();
  const output = new PassThrough();
  const waiting: ((body: string | null) => void)[] = [];
  let isOver = false;
  const result = dial({ requests, onOutput: (chunk) => void output.write(chunk), timeout });
  void result.then(() => output.end());
  const answered = readAnswers(output, (body) => waiting.shift()?.(body)).then(() => {
    isOver = true;
    for (const settle of waiting.splice(0)) settle(null);
  });
  let last: Promise<unknown> = Promise.resolve();
  const ask = (path: string): Promise<string | null> => {
    if (isOver) return Promise.resolve(null);
    const answer = new Promise<string | null>((resolve) => waiting.push(resolve));
    last = answer;
    requests.write(`GET ${path} ${HOST}`);
    return answer;
  };
  const end = async (): Promise<CommandResult> => {
    // An end of the input any sooner cancels what is not answered.
    await last;
    requests.end();
    await answered;
    return result;
  };
  return { ask, end };
}

/** Reads answers until there are no more, or none of HTTP. */
async function readAnswers(output: PassThrough, onAnswer: (body: string | null) => void): Promise<void> {
  const reader = new ByteReader(output);
  for (;;) {
    const head = await reader.readThrough('\r\n\r\n', MAX_HEAD_BYTES);
    const response = head === null ? null : parseResponseHead(head, 'GET');
    if (response === null) break;
    const { content } = await collectBody(reader, response.framing);
    onAnswer(response.status === 200 ? content.toString() : null);
  }
  await reader.drain();
}
