import { LARGEST_FILE, refuse, refuseLarge, toFetched, type Fetched, type Refusal } from './fetched.ts';
import type { WebReference } from './reference.ts';
import { requestWeb, type WebAnswer, type WebRequest } from './web-request.ts';

/** Fetches a file by http or https. */
export async function fetchWeb({ url, name }: WebReference, place: Omit<WebRequest, 'url'>): Promise<Fetched> {
  const answer = await requestWeb({ ...place, url });
  if (answer.kind === 'failed') return refuse(`"${name}" ${answer.reason}`, answer.next);
  if (answer.status !== 200) return refuseStatus(name, answer);
  if (answer.body.length > LARGEST_FILE) return refuseLarge(name);
  // What a server without the file, or before a login, often answers with.
  if (/^(?:text\/html|application\/xhtml)/i.test(answer.contentType)) {
    return refuse(`"${name}" is a web page, not the file`, 'Name the address of the file as it is ("raw")');
  }
  return toFetched(name, answer.body);
}

/** Says what a status other than 200 means for the user. */
export function refuseStatus(name: string, { status, statusText }: WebAnswer): Refusal {
  return refuse(`"${name}" is not to be had: the server answers ${statusText}`, nextFor(status));
}

function nextFor(status: number): string {
  if (status === 401 || status === 403 || status === 407) return 'Give a user and a password or token that may read it';
  if (status === 404 || status === 410) return 'Correct the address, or see to it that you may read it';
  return status >= 500 || status === 429 ? 'Try again later' : 'Correct the address';
}
