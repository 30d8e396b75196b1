import { refuseAfterNode, refuseDepth, refuseInBlock, refuseInFlow, refuseMissing } from './parser-problems.ts';
import { refuse, YamlRefusal } from './problem.ts';
import { DEFAULT_HANDLES, isTag, resolveTag } from './tag.ts';
import type { Tag, Token, Tokens, TokenType } from './token.ts';
import {
  toList,
  toMap,
  toNothing,
  toScalar,
  type ContentNode,
  type ListNode,
  type MapNode,
  type Node,
  type Pair,
  type Properties,
} from './tree.ts';

/** How deep values may stand within each other; PyYAML gives up at about 330. */
export const DEEPEST = 400;

/** Reads the one document of a text; an empty one is nothing. Throws a `YamlRefusal` where it has no tree. */
export function parseTokens(tokens: Tokens): Node {
  return new Parser(tokens).parse();
}

class Parser {
  readonly #tokens: Tokens;
  #index = -1;
  /** Of the token at the index. */
  #type: TokenType = 'possibleKey';
  #depth = 0;
  #handles: ReadonlyMap<string, string> = DEFAULT_HANDLES;

  constructor(tokens: Tokens) {
    this.#tokens = tokens;
  }

  parse(): Node {
    this.#next();
    let root: Node = toNothing(0);
    if (this.#type !== 'end') {
      const isExplicit = this.#isAtDocument();
      if (isExplicit) this.#parseDocumentStart();
      const isEmpty = isExplicit && (this.#isAtDocument() || this.#type === 'documentEnd' || this.#is('end'));
      if (!isEmpty) root = this.#parseNode(true, false);
    }
    const hasEnded = this.#is('documentEnd');
    while (this.#is('documentEnd')) this.#next();
    if (!this.#is('end')) this.#refuseRest(hasEnded);
    return root;
  }

  #isAtDocument(): boolean {
    return this.#type === 'directive' || this.#type === 'documentStart';
  }

  /** What stands behind the document. */
  #refuseRest(hasEnded: boolean): never {
    const token = this.#token();
    if (this.#isAtDocument()) refuse(token.start, 'A second document starts here', 'Leave one document in the file');
    if (hasEnded) refuse(token.start, 'The document has ended above, by "..."', 'Take the "..." away');
    return refuseAfterNode(token);
  }

  #parseDocumentStart(): void {
    const handles = new Map<string, string>();
    let hasVersion = false;
    while (this.#is('directive')) {
      const start = this.#start;
      const directive = this.#tokens.contents[this.#index];
      if (typeof directive !== 'object' || directive === null || !('name' in directive)) break;
      if (directive.name === 'YAML') {
        if (hasVersion) refuse(start, '"%YAML" is given twice', 'Leave one of the two');
        if (directive.major !== 1) refuse(start, `YAML ${directive.major} is not known`, 'Leave the line away');
        hasVersion = true;
      } else if (directive.name === 'TAG') {
        if (handles.has(directive.handle)) {
          refuse(start, `"%TAG ${directive.handle}" is given twice`, 'Leave one of the two');
        }
        handles.set(directive.handle, directive.prefix);
      }
      this.#next();
    }
    if (!this.#is('documentStart')) {
      refuse(this.#start, 'A "---" is missing behind the lines that begin with "%"', 'Write it before this');
    }
    this.#next();
    this.#handles = new Map([...DEFAULT_HANDLES, ...handles]);
  }

  /**
   * `isBlock`: blocks are known by their indentation, which means nothing within brackets. `mayBeFlush`: a list may stand
   * at the column of the key it belongs to.
   */
  #parseNode(isBlock: boolean, mayBeFlush: boolean): Node {
    if (this.#type === 'alias') {
      const alias = { kind: 'alias', start: this.#start, name: this.#text } as const;
      this.#next();
      return alias;
    }
    const properties = this.#type === 'anchor' || this.#type === 'tag' ? this.#parseProperties() : null;
    this.#depth += 1;
    if (this.#depth > DEEPEST) refuseDepth(this.#start, DEEPEST);
    // A tag or an anchor is enough.
    const node =
      this.#parseContent(isBlock, mayBeFlush) ??
      (properties === null ? refuseMissing(this.#token()) : toNothing(this.#start));
    this.#depth -= 1;
    if (properties !== null) node.properties = properties;
    return node;
  }

  /** A tag and an anchor, in any order. */
  #parseProperties(): Properties {
    let anchor: Properties['anchor'] = null;
    let tag: (Tag & { readonly start: number }) | null = null;
    for (;;) {
      const start = this.#start;
      const content = this.#tokens.contents[this.#index] ?? null;
      if (this.#is('anchor') && anchor === null) anchor = { name: this.#text, start };
      else if (this.#is('tag') && tag === null && isTag(content)) tag = { ...content, start };
      else break;
      this.#next();
    }
    return { anchor, tag: tag === null ? null : { name: resolveTag(tag, this.#handles), start: tag.start } };
  }

  /** Null where there is none. */
  #parseContent(isBlock: boolean, mayBeFlush: boolean): ContentNode | null {
    switch (this.#type) {
      case 'plainScalar':
      case 'quotedScalar': {
        const scalar = toScalar(this.#start, this.#text, this.#type === 'plainScalar');
        this.#next();
        return scalar;
      }
      case 'flowSequenceStart':
        return this.#parseFlowList();
      case 'flowMappingStart':
        return this.#parseFlowMap();
      case 'blockEntry':
        return mayBeFlush ? this.#parseFlushList() : null;
      case 'blockSequenceStart':
        return isBlock ? this.#parseBlockList() : null;
      case 'blockMappingStart':
      case 'firstKey':
        return isBlock ? this.#parseBlockMap() : null;
      default:
        return null;
    }
  }

  #parseBlockList(): ListNode {
    const list = toList(this.#start, false);
    this.#next();
    while (this.#is('blockEntry')) {
      const end = this.#pass();
      const isEmpty = this.#is('blockEntry') || this.#is('blockEnd');
      list.items.push(isEmpty ? toNothing(end) : this.#parseNode(true, false));
    }
    this.#closeBlock();
    return list;
  }

  #parseFlushList(): ListNode {
    const list = toList(this.#start, false);
    while (this.#is('blockEntry')) {
      const end = this.#pass();
      const isEmpty = this.#is('blockEntry') || this.#isAtPartEnd();
      list.items.push(isEmpty ? toNothing(end) : this.#parseNode(true, false));
    }
    return list;
  }

  #parseBlockMap(): MapNode {
    const start = this.#start;
    const pairs: Pair[] = [];
    let isAtKey = this.#type === 'firstKey';
    if (!isAtKey) this.#next();
    for (; isAtKey || this.#is('key'); isAtKey = false) {
      const key = this.#parseBlockPart();
      pairs.push({ key, value: this.#is('value') ? this.#parseBlockPart() : toNothing(this.#start) });
    }
    this.#closeBlock();
    // A list that grew has room for 17, which most maps have no use for.
    return toMap(start, false, pairs.slice());
  }

  /** What stands behind the `?` or `:` that comes next. */
  #parseBlockPart(): Node {
    const end = this.#pass();
    return this.#isAtPartEnd() ? toNothing(end) : this.#parseNode(true, true);
  }

  #isAtPartEnd(): boolean {
    return this.#type === 'key' || this.#type === 'value' || this.#type === 'blockEnd';
  }

  #closeBlock(): void {
    if (this.#type !== 'blockEnd') this.#refuseInBlock();
    this.#next();
  }

  #refuseInBlock(): never {
    // The scanner may know better what is wrong with this token, though it was the next one that showed it.
    const { refusal } = this.#tokens;
    if (refusal !== null && refusal.offset === this.#start) throw new YamlRefusal(refusal);
    return refuseInBlock(this.#token());
  }

  #parseFlowList(): ListNode {
    const list = toList(this.#start, true);
    this.#parseFlowEntries('flowSequenceEnd', () => {
      if (!this.#is('key')) list.items.push(this.#parseNode(false, false));
      else {
        // One pair within a list is a map of its own.
        const map = toMap(this.#start, true);
        map.pairs.push(this.#parseFlowPair('flowSequenceEnd'));
        list.items.push(map);
      }
    });
    return list;
  }

  #parseFlowMap(): MapNode {
    const map = toMap(this.#start, true);
    this.#parseFlowEntries('flowMappingEnd', () => {
      if (this.#is('key')) map.pairs.push(this.#parseFlowPair('flowMappingEnd'));
      else {
        const key = this.#parseNode(false, false);
        map.pairs.push({ key, value: toNothing(this.#start) });
      }
    });
    return map;
  }

  #parseFlowEntries(close: TokenType, parseEntry: () => void): void {
    const open = this.#token();
    this.#next();
    for (let isFirst = true; !this.#is(close); isFirst = false) {
      if (!isFirst) {
        if (!this.#is('flowEntry')) refuseInFlow(this.#token(), open);
        this.#next();
        if (this.#is(close)) break;
      }
      parseEntry();
    }
    this.#next();
  }

  #parseFlowPair(close: TokenType): Pair {
    const end = this.#pass();
    const hasKey = !this.#is('value') && !this.#is('flowEntry') && !this.#is(close);
    const key = hasKey ? this.#parseNode(false, false) : toNothing(end);
    if (!this.#is('value')) return { key, value: toNothing(this.#start) };
    const valueEnd = this.#pass();
    const hasValue = !this.#is('flowEntry') && !this.#is(close);
    return { key, value: hasValue ? this.#parseNode(false, false) : toNothing(valueEnd) };
  }

  /** Asks anew each time, which the compiler cannot know of a field that methods change. */
  #is(type: TokenType): boolean {
    return this.#type === type;
  }

  get #start(): number {
    return this.#tokens.starts[this.#index] ?? 0;
  }

  /** Of a scalar, an anchor or an alias. */
  get #text(): string {
    const content = this.#tokens.contents[this.#index];
    return typeof content === 'string' ? content : '';
  }

  #token(): Token {
    return { type: this.#type, start: this.#start };
  }

  #next(): void {
    const { types, refusal } = this.#tokens;
    let type: TokenType | undefined;
    do {
      this.#index += 1;
      type = types[this.#index];
    } while (type === 'possibleKey');
    if (type === undefined) throw refusal === null ? new Error('over the last token') : new YamlRefusal(refusal);
    this.#type = type;
  }

  /** Goes over a `-`, `?` or `:`, and gives where it ends. What begins without a `?` has no end of its own. */
  #pass(): number {
    const end = this.#start + 1;
    this.#next();
    return end;
  }
}
