import { MOST_PATTERN_STEPS } from '../limits.ts';
import { TemplateError } from '../template-error.ts';
import type { Pattern, PatternNode } from './node.ts';

/** What a pattern has found: bounds in characters, of the whole and of each group; null for a group without part. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (readonly [number, number] | null)[];
}

/** Goes on behind a part that has matched; whether the rest matches too. */
type Next = (place: number) => boolean;

/** Whether a part matches at a place, and what follows it as well. */
type Matcher = (place: number, next: Next) => boolean;

/**
 * Looks for a pattern in one text, by trying each way in turn as Python does. What takes too many turns is refused,
 * since some patterns take for ever.
 */
export class PatternSearch {
  readonly #characters: readonly number[];
  readonly #matcher: Matcher;
  readonly #groupCount: number;
  readonly #at: number;
  #groups: (readonly [number, number] | null)[] = [];
  #steps = 0;

  constructor(pattern: Pattern, characters: readonly number[], at: number) {
    this.#characters = characters;
    this.#groupCount = pattern.groupCount;
    this.#at = at;
    this.#matcher = this.#compile(pattern.node);
  }

  /** The first match from a place on; none of nothing at the place itself where that must not be. */
  find(from: number, mustAdvance: boolean): Match | null {
    try {
      return this.#find(from, mustAdvance);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new TemplateError(this.#at, 'The text is too long for the pattern', 'Write a plainer pattern');
    }
  }

  #find(from: number, mustAdvance: boolean): Match | null {
    for (let start = from; start <= this.#characters.length; start += 1) {
      this.#groups = Array.from({ length: this.#groupCount }, () => null);
      let end = -1;
      const isFound = this.#matcher(start, (place) => {
        if (mustAdvance && start === from && place === start) return false;
        end = place;
        return true;
      });
      if (isFound) return { start, end, groups: this.#groups };
    }
    return null;
  }

  #step(): void {
    this.#steps += 1;
    if (this.#steps <= MOST_PATTERN_STEPS) return;
    throw new TemplateError(this.#at, 'The pattern takes too long', 'Write it so that it has fewer ways to match');
  }

  #compile(node: PatternNode): Matcher {
    switch (node.kind) {
      case 'character':
        return (place, next) => this.#isAt(place, node.test) && next(place + 1);
      case 'sequence':
        return this.#sequence(node.nodes.map((part) => this.#compile(part)));
      case 'choice': {
        const branches = node.branches.map((branch) => this.#compile(branch));
        return (place, next) => branches.some((branch) => branch(place, next));
      }
      case 'repeat':
        return this.#repeat(node);
      case 'group':
        return this.#group(node.index - 1, this.#compile(node.node));
      case 'atomic':
        return this.#atomic(this.#compile(node.node));
      case 'look':
        return this.#look(node.back, node.isWanted, this.#compile(node.node));
      case 'reference':
        return this.#reference(node.index - 1, node.fold);
      case 'condition': {
        const [then, otherwise] = [this.#compile(node.then), this.#compile(node.otherwise)];
        return (place, next) => ((this.#groups[node.index - 1] ?? null) === null ? otherwise : then)(place, next);
      }
      case 'anchor':
        return (place, next) => node.test(this.#characters, place) && next(place);
    }
  }

  #isAt(place: number, test: (code: number) => boolean): boolean {
    this.#step();
    const code = this.#characters[place];
    return code !== undefined && test(code);
  }

  #sequence(parts: readonly Matcher[]): Matcher {
    return parts.reduceRight<Matcher>(
      (rest, part) => (place, next) => part(place, (behind) => rest(behind, next)),
      (place, next) => next(place),
    );
  }

  #repeat(node: Extract<PatternNode, { kind: 'repeat' }>): Matcher {
    const { node: inner, least, most, mode } = node;
    if (mode === 'possessive') return this.#atomic(this.#repeat({ ...node, mode: 'greedy' }));
    if (inner.kind === 'character') return this.#repeatCharacter(inner.test, node);
    const body = this.#compile(inner);
    const turn = (place: number, count: number, before: number, next: Next): boolean => {
      this.#step();
      const again = (): boolean => body(place, (behind) => turn(behind, count + 1, place, next));
      if (count < least) return again();
      // A turn that took nothing is not followed by another one.
      const mayGoOn = count < most && place !== before;
      if (mode === 'lazy') return next(place) || (mayGoOn && again());
      return (mayGoOn && again()) || next(place);
    };
    return (place, next) => turn(place, 0, -1, next);
  }

  /** One character again and again: without recursion, since it is the usual case. */
  #repeatCharacter(
    test: (code: number) => boolean,
    { least, most, mode }: { readonly least: number; readonly most: number; readonly mode: string },
  ): Matcher {
    return (place, next) => {
      let count = 0;
      const wanted = mode === 'lazy' ? least : most;
      while (count < wanted && this.#isAt(place + count, test)) count += 1;
      if (count < least) return false;
      if (mode === 'lazy') {
        for (;;) {
          if (next(place + count)) return true;
          if (count >= most || !this.#isAt(place + count, test)) return false;
          count += 1;
        }
      }
      for (; count >= least; count -= 1) {
        this.#step();
        if (next(place + count)) return true;
      }
      return false;
    };
  }

  #group(index: number, body: Matcher): Matcher {
    return (place, next) => {
      const before = this.#groups[index] ?? null;
      const isFound = body(place, (end) => {
        const within = this.#groups[index] ?? null;
        this.#groups[index] = [place, end];
        if (next(end)) return true;
        this.#groups[index] = within;
        return false;
      });
      if (!isFound) this.#groups[index] = before;
      return isFound;
    };
  }

  #atomic(body: Matcher): Matcher {
    return (place, next) => {
      const before = [...this.#groups];
      let end = -1;
      const isFound = body(place, (behind) => {
        end = behind;
        return true;
      });
      if (isFound && next(end)) return true;
      this.#groups = before;
      return false;
    };
  }

  #look(back: number, isWanted: boolean, body: Matcher): Matcher {
    return (place, next) => {
      const before = [...this.#groups];
      const isFound = place >= back && body(place - back, () => true);
      if (!isFound || !isWanted) this.#groups = [...before];
      if (isFound === isWanted && next(place)) return true;
      this.#groups = before;
      return false;
    };
  }

  #reference(index: number, fold: ((code: number) => number) | null): Matcher {
    return (place, next) => {
      const group = this.#groups[index] ?? null;
      if (group === null) return false;
      const [start, end] = group;
      for (let offset = 0; offset < end - start; offset += 1) {
        this.#step();
        const [ours, theirs] = [this.#characters[start + offset], this.#characters[place + offset]];
        if (ours === undefined || theirs === undefined) return false;
        if (fold === null ? ours !== theirs : fold(ours) !== fold(theirs)) return false;
      }
      return next(place + end - start);
    };
  }
}
