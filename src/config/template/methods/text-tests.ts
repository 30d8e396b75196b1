import { once } from '../../once.ts';
import { takeArguments } from '../arguments.ts';
import { isSpace } from '../text.ts';
import type { Method, MethodTable } from './method.ts';

/** What is true of a text as a whole. */
export const TEST_METHODS: MethodTable<string> = new Map([
  ['isalpha', ofAll('isalpha', () => /^\p{L}+$/u)],
  ['isdecimal', ofAll('isdecimal', () => /^\p{Nd}+$/u)],
  ['isdigit', ofText('isdigit', (text) => text !== '' && [...text].every(isDigit))],
  ['isnumeric', ofText('isnumeric', (text) => text !== '' && [...text].every(isNumeric))],
  ['isalnum', ofAll('isalnum', () => /^[\p{L}\p{N}]+$/u)],
  ['isascii', ofAll('isascii', () => /^[\0-\x7f]*$/u)],
  ['isidentifier', ofAll('isidentifier', () => /^[_\p{XID_Start}]\p{XID_Continue}*$/u)],
  ['islower', ofText('islower', isLower)],
  ['isupper', ofText('isupper', isUpper)],
  ['istitle', ofText('istitle', isTitle)],
  ['isprintable', ofText('isprintable', (text) => !/\p{C}|(?! )\p{Z}/u.test(text))],
  ['isspace', ofText('isspace', isSpace)],
]);

function ofAll(name: string, make: () => RegExp): Method<string> {
  const pattern = once(make);
  return ofText(name, (text) => pattern().test(text));
}

function ofText(name: string, test: (text: string) => boolean): Method<string> {
  return (self, given) => {
    takeArguments(name, given, 0);
    return test(self);
  };
}

/** Whether there are letters with a size and all are small. */
export function isLower(text: string): boolean {
  return /\p{Lowercase}/u.test(text) && !/[\p{Uppercase}\p{Lt}]/u.test(text);
}

/** Whether there are letters with a size and all are large. */
export function isUpper(text: string): boolean {
  return /\p{Uppercase}/u.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);
}

function isTitle(text: string): boolean {
  let [isWithin, hasWord] = [false, false];
  for (const letter of text) {
    const isLarge = /[\p{Uppercase}\p{Lt}]/u.test(letter);
    const isSmall = /\p{Lowercase}/u.test(letter);
    if ((isLarge && isWithin) || (isSmall && !isWithin)) return false;
    isWithin = isLarge || isSmall;
    hasWord ||= isWithin;
  }
  return hasWord;
}

/** Digits beside decimal ones: raised, lowered, in circles (Unicode's Numeric_Type=Digit). */
const otherDigits = once(
  () =>
    /[\xb2\xb3\xb9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}\u{11052}-\u{1105a}\u{1f100}-\u{1f10a}]/u,
);

function isDigit(character: string): boolean {
  return /\p{Nd}/u.test(character) || otherDigits().test(character);
}

/** Chinese characters that are numbers. */
const NUMBER_LETTERS =
  '\u3405\u3483\u382a\u3b4d\u4e00\u4e03\u4e07\u4e09\u4e5d\u4e8c\u4e94\u4e96\u4ebf\u4ec0\u4edf\u4ee8\u4f0d\u4f70\u5104\u5146\u5169\u516b\u516d\u5341\u5343\u5344\u5345\u534c\u53c1\u53c2\u53c3\u53c4\u56db\u58f1\u58f9\u5e7a\u5efe\u5eff\u5f0c\u5f0d\u5f0e\u5f10\u62fe\u634c\u67d2\u6f06\u7396\u767e\u8086\u842c\u8cae\u8cb3\u8d30\u9621\u9646\u964c\u9678\u96f6\uf96b\uf973\uf978\uf9b2\uf9d1\uf9d3\uf9fd';

function isNumeric(character: string): boolean {
  return /\p{N}/u.test(character) || NUMBER_LETTERS.includes(character) || rareNumberLetters().test(character);
}

const rareNumberLetters = once(
  () =>
    /[\u{20001}\u{20064}\u{200e2}\u{20121}\u{2092a}\u{20983}\u{2098c}\u{2099c}\u{20aea}\u{20afd}\u{20b19}\u{22390}\u{22998}\u{23b1b}\u{2626d}\u{2f890}]/u,
);
