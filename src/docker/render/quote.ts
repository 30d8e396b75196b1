const SAFE = /^[A-Za-z0-9_./:=,@%+-]+$/;

/** A word as a POSIX shell reads it back: as it is where that is safe, else in single quotes. */
export function quoteWord(word: string): string {
  if (SAFE.test(word)) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command as one can paste it into a shell. */
export function quoteWords(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}

/** A text that is only known when the script runs, as it stands in words before they are quoted. */
export function placeholder(variable: string): string {
  return `\uE000${variable}\uE001`;
}

/** Quotes words in which some texts stand for variables of the script. */
export type Quote = (word: string) => string;

/** A text of the plan, found where it stands for what each run of the script has of its own. */
export interface Variable {
  readonly name: string;
  /** Source of a regular expression without groups that capture. */
  readonly pattern: string;
}

/** The pattern of a text that is a whole word, or the beginning of a longer name (`<text>-step`). */
export function namePattern(text: string): string {
  return `(?<![\\w.-])${escapePattern(text)}(?![\\w.])`;
}

/** The pattern of a text that stands behind another one and is over then. */
export function behindPattern(before: string, text: string): string {
  return `(?<=${before})${escapePattern(text)}(?![\\w.-])`;
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Quotes words, with variables of the script and placeholders put in. */
export function createQuote(variables: readonly Variable[]): Quote {
  const found = variables.map(({ name, pattern: own }) => ({ name, own: new RegExp(own, 'g') }));
  return (word) => {
    let marked = word;
    for (const { name, own } of found) marked = marked.replace(own, placeholder(name));
    const pieces = marked.split(/(\uE000\w+\uE001)/).filter((piece) => piece !== '');
    return pieces.length === 0 ? "''" : pieces.map(quotePiece).join('');
  };
}

function quotePiece(piece: string): string {
  const [, variable] = /^\uE000(\w+)\uE001$/.exec(piece) ?? [];
  return variable === undefined ? quoteWord(piece) : `"$${variable}"`;
}
