import type { Target } from './ast.ts';
import { namesOf } from './parts.ts';
import type { Symbols } from './symbols.ts';

/** Whether what is written is escaped for HTML: by the `autoescape` around it, or as the context says when it runs. */
export type Escaping = 'never' | 'always' | 'asked';

/** The name of a filter or test, and where it is used. */
export type Need = readonly [kind: 'filter' | 'test', name: string, at: number];

/** What the compiler knows about the place of a statement. */
export interface Frame {
  readonly symbols: Symbols;
  /** Not within a loop, macro and the like: what is set here is seen by other templates. */
  readonly isTopLevel: boolean;
  /** Nor within an `if`. */
  readonly isRoot: boolean;
  /** Within an `if`, where an unknown filter is no mistake as long as it is not used. */
  readonly isSoft: boolean;
  /** Whether output counts only while the template has turned out to extend no other. */
  readonly checksParent: boolean;
  readonly escaping: Escaping;
  /** The same for what is known before the template runs: Jinja then writes it as the last certain `autoescape` says. */
  readonly escapingOfConstants: Escaping;
  /** Filters and tests that must be there for the template to be run: see `isSoft`. */
  readonly needs: Need[];
  /** The variable of what the body of a `filter` or `set` wrote. */
  readonly captured: string;
  /** How far behind its offset an expression stands: another than 0 where it is written again. */
  readonly shift: number;
  /** Code to put behind an offset of an expression for where it stands: '', or what adds such a shift. */
  readonly shiftCode: string;
}

/** The frame of a template or block. */
export function outermostFrame(symbols: Symbols, options: Pick<Frame, 'isTopLevel' | 'checksParent' | 'needs'>): Frame {
  return {
    ...{ ...options, symbols, captured: '', isSoft: false, shift: 0, shiftCode: '' },
    ...{ escaping: 'never', escapingOfConstants: 'never' },
    isRoot: options.isTopLevel,
  };
}

/** The frame of a body that has names of its own. */
export function innerFrame(frame: Frame): Frame {
  return { ...frame, symbols: frame.symbols.inner(), isTopLevel: false, isRoot: false, isSoft: false };
}

/** The frame of a branch. */
export function softFrame(frame: Frame): Frame {
  return { ...frame, isRoot: false, isSoft: true };
}

/** Code that gives the variables of a frame their first values. `var`: they belong to the function, as in Python. */
export function enterFrame({ symbols }: Frame): string {
  const assignments = [...symbols.loads].map(([variable, load]) => {
    switch (load.kind) {
      case 'parameter':
        return '';
      case 'resolve':
        return `var ${variable}=c.resolve(${JSON.stringify(load.name)});`;
      case 'alias':
        return `var ${variable}=${load.of};`;
      case 'missing':
        return `var ${variable}=undefined;`;
    }
  });
  return assignments.join('');
}

/** Code that takes the values away, so that a macro that is called later does not see them. */
export function leaveFrame({ symbols }: Frame): string {
  const variables = [...symbols.loads.keys()];
  return variables.length === 0 ? '' : `${variables.join('=')}=undefined;`;
}

/** Code that declares the variables that a target is about to set. */
export function declareTarget(target: Target, { symbols }: Frame): string {
  return namesOf(target)
    .map((name) => `var ${symbols.variable(name)};`)
    .join('');
}

/** Code that gives a value to a target. `value` is code. */
export function assignTarget(target: Target, value: string, frame: Frame, depth = 0): string {
  switch (target.kind) {
    case 'name':
      return `${frame.symbols.variable(target.name)}=${value};`;
    case 'attribute': {
      const { of, name, at } = target;
      return `it.setAttribute(${loadName(of, frame)},${JSON.stringify(name)},${value},${at});`;
    }
    case 'tuple': {
      const items = target.items.map((item, index) => assignTarget(item, `u${depth}[${index}]`, frame, depth + 1));
      return `{const u${depth}=it.unpack(${value},${items.length},${target.at});${items.join('')}}`;
    }
  }
}

/** Code for the value of a target's names, put together as the target takes them apart. */
export function valueOfTarget(target: Target, frame: Frame): string {
  if (target.kind !== 'tuple') return target.kind === 'name' ? frame.symbols.variable(target.name) : 'null';
  return `it.tuple([${target.items.map((item) => valueOfTarget(item, frame)).join(',')}])`;
}

/** Code for the value of a name. */
export function loadName(name: string, frame: Frame): string {
  const variable = frame.symbols.variable(name);
  return `(${variable}===undefined?it.missing(${JSON.stringify(name)}):${variable})`;
}

/** Code for the names that are set here, for another template to see: pairs of name and value. */
export function localNames({ symbols }: Frame): string {
  return `[${[...symbols.stored()].map(([name, variable]) => `[${JSON.stringify(name)},${variable}]`).join(',')}]`;
}

/** Code that makes a markup of a value where the template escapes; `at` locates a text that would be too long. */
export function markupCode(value: string, { escaping }: Frame, at: string): string {
  return escaping === 'never' ? value : `it.asWritten(${value},c.escapes,${at})`;
}
