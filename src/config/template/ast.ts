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
  | { readonly kind: 'call'; readonly of: Expression; readonly given: Given; readonly at: number }
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

export type Literal = string | bigint | boolean | null | TemplateFloat;
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '~';
export type ComparisonOperator = '==' | '!=' | '<' | '>' | '<=' | '>=' | 'in' | 'not in';

/** The arguments of a call. */
export interface Given {
  readonly positional: readonly Expression[];
  readonly named: readonly (readonly [string, Expression])[];
}

export type Statement =
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  | { readonly kind: 'output'; readonly value: Expression; readonly at: number }
  | {
      readonly kind: 'if';
      readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[];
      readonly otherwise: readonly Statement[];
      readonly at: number;
    }
  | {
      readonly kind: 'for';
      readonly targets: readonly string[];
      readonly iterable: Expression;
      readonly condition: Expression | null;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
      readonly at: number;
    }
  | { readonly kind: 'set'; readonly targets: readonly string[]; readonly value: Expression; readonly at: number }
  | { readonly kind: 'do'; readonly value: Expression; readonly at: number };
