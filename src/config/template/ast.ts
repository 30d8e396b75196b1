import type { TemplateFloat } from './value.ts';

/** What stands between `{{` and `}}` and in statements. `at`: where a problem of it is shown, an offset. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: Literal; readonly at: number }
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  | { readonly kind: 'list' | 'tuple'; readonly items: readonly Expression[]; readonly at: number }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Expression, Expression])[]; readonly at: number }
  | { readonly kind: 'attribute'; readonly of: Expression; readonly name: string; readonly at: number }
  | { readonly kind: 'item'; readonly of: Expression; readonly index: Expression; readonly at: number }
  | {
      readonly kind: 'slice';
      readonly of: Expression;
      /** Start, stop and step. */
      readonly bounds: readonly [Expression | null, Expression | null, Expression | null];
      readonly at: number;
    }
  | CallExpression
  /** What the body of a `filter` or `set` wrote. */
  | { readonly kind: 'captured'; readonly at: number }
  | {
      readonly kind: 'filter';
      readonly of: Expression;
      readonly name: string;
      readonly given: Given;
      readonly at: number;
    }
  | {
      readonly kind: 'test';
      readonly of: Expression;
      readonly name: string;
      readonly given: Given;
      readonly at: number;
    }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | { readonly kind: 'unary'; readonly operator: '+' | '-'; readonly of: Expression; readonly at: number }
  | {
      readonly kind: 'comparison';
      readonly first: Expression;
      /** `a < b < c` is true where both are. */
      readonly rest: readonly (readonly [ComparisonOperator, Expression])[];
      readonly at: number;
    }
  | {
      readonly kind: 'logic';
      readonly operator: 'and' | 'or';
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | { readonly kind: 'not'; readonly of: Expression; readonly at: number }
  | {
      readonly kind: 'condition';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression | null;
      readonly at: number;
    };

export interface CallExpression {
  readonly kind: 'call';
  readonly of: Expression;
  readonly given: Given;
  readonly at: number;
}

export type Literal = string | bigint | boolean | null | TemplateFloat;
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '~';
export type ComparisonOperator = '==' | '!=' | '<' | '>' | '<=' | '>=' | 'in' | 'not in';

/** The arguments of a call. */
export interface Given {
  readonly positional: readonly Expression[];
  /** With the offset of each name. */
  readonly named: readonly (readonly [string, Expression, number])[];
  /** `*list`. */
  readonly spread: Expression | null;
  /** `**map`. */
  readonly namedSpread: Expression | null;
}

/** What `set`, `for` and `with` give a value to. */
export type Target =
  | { readonly kind: 'name'; readonly name: string; readonly at: number }
  /** An attribute of a namespace. */
  | { readonly kind: 'attribute'; readonly of: string; readonly name: string; readonly at: number }
  | { readonly kind: 'tuple'; readonly items: readonly Target[]; readonly at: number };

/** A parameter of a macro or of what `call` hands over. */
export interface Parameter {
  readonly name: string;
  readonly otherwise: Expression | null;
  readonly at: number;
}

type Body = readonly Statement[];

export interface Branch {
  readonly test: Expression;
  readonly body: Body;
}

export type Statement =
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  | { readonly kind: 'output'; readonly values: readonly Expression[]; readonly at: number }
  /** Written as an output that stands further up, letter for letter: its values lie as far behind those as `at` does. */
  | { readonly kind: 'again'; readonly output: StatementOf<'output'>; readonly at: number }
  | { readonly kind: 'if'; readonly branches: readonly Branch[]; readonly otherwise: Body; readonly at: number }
  | {
      readonly kind: 'for';
      readonly target: Target;
      readonly iterable: Expression;
      readonly condition: Expression | null;
      readonly isRecursive: boolean;
      readonly body: Body;
      readonly otherwise: Body;
      readonly at: number;
    }
  | { readonly kind: 'set'; readonly target: Target; readonly value: Expression; readonly at: number }
  | {
      readonly kind: 'setBlock';
      readonly target: Target;
      /** Filters over `captured`, or just that. */
      readonly value: Expression;
      readonly body: Body;
      readonly at: number;
    }
  | { readonly kind: 'do'; readonly value: Expression; readonly at: number }
  | {
      readonly kind: 'with';
      readonly bindings: readonly (readonly [Target, Expression])[];
      readonly body: Body;
      readonly at: number;
    }
  | {
      readonly kind: 'macro';
      readonly name: string;
      readonly parameters: readonly Parameter[];
      readonly body: Body;
      readonly at: number;
    }
  | {
      readonly kind: 'call';
      readonly parameters: readonly Parameter[];
      readonly call: CallExpression;
      readonly body: Body;
      readonly at: number;
    }
  /** `value`: filters over `captured`. */
  | { readonly kind: 'filter'; readonly value: Expression; readonly body: Body; readonly at: number }
  | {
      readonly kind: 'block';
      readonly name: string;
      readonly isScoped: boolean;
      readonly isRequired: boolean;
      readonly body: Body;
      readonly at: number;
    }
  | { readonly kind: 'extends'; readonly template: Expression; readonly at: number }
  | {
      readonly kind: 'include';
      readonly template: Expression;
      readonly mayBeMissing: boolean;
      readonly hasContext: boolean;
      readonly at: number;
    }
  | {
      readonly kind: 'import';
      readonly template: Expression;
      readonly name: string;
      readonly hasContext: boolean;
      readonly at: number;
    }
  | {
      readonly kind: 'from';
      readonly template: Expression;
      /** What is taken, and the name that it gets. */
      readonly names: readonly (readonly [string, string])[];
      readonly hasContext: boolean;
      readonly at: number;
    }
  | { readonly kind: 'autoescape'; readonly value: Expression; readonly body: Body; readonly at: number };

export type StatementOf<Kind extends Statement['kind']> = Extract<Statement, { readonly kind: Kind }>;
