import type { WebAnswer } from '../../config/fetch/web-request.ts';
import { unescapeHtml } from '../../config/template/filters/tags.ts';
import { redactorOf } from '../../config/secrets.ts';
import type { Failure } from '../../failure.ts';

/** What is to be done after an answer to an upload. */
export type Judgement =
  | { readonly kind: 'uploaded' }
  /** The index has a file of that name already, and that is as good. */
  | { readonly kind: 'skipped' }
  /** It may be better in a moment. */
  | { readonly kind: 'troubled'; readonly failure: Failure }
  | { readonly kind: 'refused'; readonly failure: Failure };

/** One upload. */
export interface Attempt {
  readonly fileName: string;
  readonly url: string;
  readonly password: string;
  readonly isSkippingExisting: boolean;
}

/** So much of what a server says is shown. */
const SHOWN_LINES = 10;
const SHOWN_CHARACTERS = 300;

/** Judges what an index has answered. */
export function judgeAnswer(attempt: Attempt, answer: WebAnswer): Judgement {
  const { status } = answer;
  const words = wordsOf(answer);
  if (status >= 200 && status < 300) return { kind: 'uploaded' };
  const isThere = saysItIsThere(status, [answer.statusText, ...words].join('\n').toLowerCase());
  if (isThere && attempt.isSkippingExisting) return { kind: 'skipped' };
  const failure = refusal(attempt, answer, words, isThere);
  return { kind: status >= 500 ? 'troubled' : 'refused', failure };
}

/** As indexes say it that a file is there already: pypiserver, PyPI, Nexus, GitLab, Artifactory (twine 6). */
function saysItIsThere(status: number, text: string): boolean {
  if (status === 409) return true;
  if (status === 400) return /already exist|updating asset|already been taken/.test(text);
  return status === 403 && text.includes('overwrite artifact');
}

function refusal(attempt: Attempt, answer: WebAnswer, words: readonly string[], isThere: boolean): Failure {
  const redact = redactorOf([attempt.password]);
  const { fileName, url } = attempt;
  return {
    kind: 'environment',
    summary: `"${fileName}" could not be uploaded to "${url}": the server answers ${redact(answer.statusText)}`,
    details: words.slice(0, SHOWN_LINES).map((line) => `| ${redact(line).slice(0, SHOWN_CHARACTERS)}`),
    next: isThere ? 'Give the package another version, or write "skip_existing: true" in "pypi-push"' : nextFor(answer),
  };
}

function nextFor({ status, location }: WebAnswer): string {
  if (location !== null && status < 400) return `Name the address that it sends on to: "${location}"`;
  if (status === 401 || status === 403)
    return 'Check the user and the password or token, and that they may upload there';
  if (status === 404 || status === 405 || status === 410) {
    return 'Correct the address of the repository; that of pypi.org is "https://upload.pypi.org/legacy/"';
  }
  if (status === 413) return 'Make the package smaller, or have the server take larger ones';
  if (status === 429 || status >= 500) return 'Try again later';
  return 'Correct the package as the server says';
}

/** The lines of an answer, those of a web page as one would see them. */
function wordsOf({ body, contentType }: WebAnswer): string[] {
  const text = body.toString('utf8');
  const isPage = /html/i.test(contentType);
  const plain = isPage ? unescapeHtml(text.replaceAll(/<(head|style|script)\b[^]*?<\/\1>|<[^>]*>/gi, '')) : text;
  return plain
    .split('\n')
    .map((line) => line.replaceAll(/[\p{Cc}]/gu, ' ').trim())
    .filter((line) => line !== '');
}
