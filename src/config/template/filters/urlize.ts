import { once } from '../../once.ts';
import { integerArgument, readArguments, textArgument } from '../arguments.ts';
import { escapeHtml, escapeText } from '../html.ts';
import { iterate } from '../sequence.ts';
import { TemplateError } from '../template-error.ts';
import { charactersOf, compareTexts, lengthOfText, SPACES, wordsOf } from '../text.ts';
import { isTrue, type Arguments, type TemplateValue } from '../value.ts';

/** How links are written. */
interface LinkStyle {
  /** Attributes behind `href`, each with a blank before it. */
  readonly attributes: string;
  readonly shorten: (url: string) => string;
  readonly schemes: readonly string[];
}

/** A text in which addresses of the web and of mail have become links. */
export function urlize(value: TemplateValue, given: Arguments): string {
  const style = styleOf(given);
  const words = escapeText(value, given.at).split(new RegExp(`([${SPACES}]+)`));
  return words.map((word) => linkWord(word, style)).join('');
}

function styleOf(given: Arguments): LinkStyle {
  const { at } = given;
  const names = ['trim_url_limit', 'nofollow', 'target', 'rel', 'extra_schemes'] as const;
  const read = readArguments('urlize', given, names);
  const limit = integerArgument('urlize', read.trim_url_limit, at, Infinity);
  const relations = wordsOf(textArgument('urlize', read.rel ?? '', at));
  const all = new Set([...relations, ...(isTrue(read.nofollow ?? false) ? ['nofollow'] : []), 'noopener']);
  const rel = [...all].sort(compareTexts).join(' ');
  const target = read.target === undefined || read.target === null ? '' : textArgument('urlize', read.target, at);
  const schemes = iterate(read.extra_schemes ?? [], at).map((scheme) => textArgument('urlize', scheme, at));
  for (const scheme of schemes) checkScheme(scheme, at);
  return {
    attributes: ` rel="${escapeHtml(rel)}"${target === '' ? '' : ` target="${escapeHtml(target)}"`}`,
    shorten: (url) => (lengthOfText(url) > limit ? `${charactersOf(url).slice(0, limit).join('')}...` : url),
    schemes,
  };
}

function checkScheme(scheme: string, at: number): void {
  if (/^[\p{L}\p{N}_.+-]{2,}:\/{0,2}$/u.test(scheme)) return;
  throw new TemplateError(at, `"${scheme}" is no start of an address`, 'Write it as "name:" or "name://"');
}

const OPENING = /^(?:[(<]|&lt;)+/;
const CLOSING = /(?:[)>.,\n]|&gt;)+$/;

const WORD = '\\p{L}\\p{N}_';
/** Made on demand, as the next: classes of Unicode take time. */
const web = once(
  () =>
    new RegExp(
      [
        `^(?:(?:https?://|www\\.)(?:(?:[${WORD}%-]+\\.)+)?(?:[a-z]{2,63}|xn--[${WORD}%]{2,59})`,
        `|(?:[${WORD}%-]{2,63}\\.)+(?:com|net|int|edu|gov|org|info|mil)`,
        '|https?://(?:\\p{Nd}{1,3}(?:\\.\\p{Nd}{1,3}){3}|\\[(?:[\\p{Nd}a-f]{0,4}:){2}(?:[\\p{Nd}a-f]{0,4}:?){1,6}\\]))',
        '(?::\\p{Nd}{1,5})?(?:[/?#]\\S*)?\\n?$',
      ].join(''),
      'iu',
    ),
);
const mail = once(() => new RegExp(`^\\S+@[${WORD}][${WORD}.-]*\\.[${WORD}]+\\n?$`, 'u'));

function linkWord(word: string, style: LinkStyle): string {
  const [head = ''] = OPENING.exec(word) ?? [];
  const rest = word.slice(head.length);
  const [ending = ''] = CLOSING.exec(rest) ?? [];
  const [middle, tail] = balance(rest.slice(0, rest.length - ending.length), ending);
  return head + (linkOf(middle, style) ?? middle) + tail;
}

const BRACKETS: readonly (readonly [string, string])[] = [
  ['(', ')'],
  ['<', '>'],
  ['&lt;', '&gt;'],
];

/** A bracket that an address opens is closed by it too. */
function balance(address: string, ending: string): readonly [string, string] {
  let [middle, tail] = [address, ending];
  for (const [open, close] of BRACKETS) {
    const opened = countOf(middle, open);
    if (opened <= countOf(middle, close)) continue;
    for (let moved = Math.min(opened, countOf(tail, close)); moved > 0; moved -= 1) {
      const end = tail.indexOf(close) + close.length;
      middle += tail.slice(0, end);
      tail = tail.slice(end);
    }
  }
  return [middle, tail];
}

function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}

function linkOf(address: string, { attributes, shorten, schemes }: LinkStyle): string | null {
  if (web().test(address)) {
    const url = /^https?:\/\//.test(address) ? address : `https://${address}`;
    return `<a href="${url}"${attributes}>${shorten(address)}</a>`;
  }
  if (address.startsWith('mailto:') && mail().test(address.slice(7))) {
    return `<a href="${address}">${address.slice(7)}</a>`;
  }
  if (!/^(?:www\.|@)|:/.test(address) && mail().test(address)) return `<a href="mailto:${address}">${address}</a>`;
  const isOther = schemes.some((scheme) => address !== scheme && address.startsWith(scheme));
  return isOther ? `<a href="${address}"${attributes}>${address}</a>` : null;
}
