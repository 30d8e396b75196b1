import { parseArgs } from 'node:util';

/** What the benchmark was asked for. */
export interface BenchOptions {
  /** Parts of names of rows; empty: all. */
  readonly names: readonly string[];
  /** Few rounds and small data: shows that it works, its figures say little. */
  readonly isQuick: boolean;
  readonly isJson: boolean;
  /** The Python buildrunner; without it the one on PATH, where that is it. */
  readonly reference: string | undefined;
  /** Becomes the global configuration that the Python buildrunner finds in its home. */
  readonly referenceConfig: string | undefined;
  /** Every step of both sides runs it. */
  readonly image: string;
}

export const USAGE = `npm run bench -- [NAME…] [--quick] [--json] [--image IMAGE] [--reference PROGRAM] [--reference-config FILE]

  NAME                     only rows whose name contains it
  --quick                  few rounds and small data, to see that it works
  --json                   one JSON document instead of the table
  --image IMAGE            what the steps run (default: buildrunner-base:1, which the set-up makes)
  --reference PROGRAM      the Python buildrunner (default: the one on PATH, if that is it)
  --reference-config FILE  its global configuration, such as a docker-registry for its helper images
`;

/** Reads the words after the program's name. @throws TypeError with a message for the user. */
export function parseBenchOptions(argv: readonly string[]): BenchOptions | 'help' {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      image: { type: 'string', default: 'buildrunner-base:1' },
      reference: { type: 'string' },
      'reference-config': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    names: positionals,
    isQuick: values.quick,
    isJson: values.json,
    reference: values.reference,
    referenceConfig: values['reference-config'],
    image: values.image,
  };
}
