/** A problem of a text that is to be YAML, at an offset into it. */
export interface YamlProblem {
  readonly offset: number;
  readonly message: string;
  readonly next?: string;
}

/** Carries a problem out of the scanner and the parser: behind the first, what the text means cannot be known. */
export class YamlRefusal extends Error {
  readonly problem: YamlProblem;
  constructor(problem: YamlProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** Ends the reading of a text. */
export function refuse(offset: number, message: string, next: string): never {
  throw new YamlRefusal({ offset, message, next });
}
