import * as v from 'valibot';
import { anyMap } from './containers.ts';
import { key } from './key.ts';
import { wording } from './problem.ts';
import { decimal, flag, text } from './scalars.ts';
import { keywords } from './shape.ts';

const scanner = v.pipe(
  text,
  v.check(
    (name) => name === 'trivy',
    wording('is no scanner that is known here', 'Write "trivy", or take the key away'),
  ),
  keywords({ enum: ['trivy'] }),
);

/** Keys of a scan that an image which is pushed may have of its own. */
export const imageScanKeys = {
  enabled: key(flag, { is: 'Whether the image is scanned for known weaknesses.', default: false, examples: [true] }),
  scanner: key(scanner, { is: 'Program that scans; "trivy" is the only one.', default: 'trivy', examples: ['trivy'] }),
  version: key(text, { is: 'Version of the scanner, in quotes.', default: '0.69.3', examples: ['0.69.3'] }),
  config: key(anyMap, {
    is: "The scanner's own configuration.",
    default: { timeout: '20m', 'exit-code': 0 },
    examples: [{ timeout: '10m', severity: ['HIGH', 'CRITICAL'] }],
  }),
  'max-score-threshold': key(decimal, {
    is: 'Score of a weakness from which on the step fails.',
    otherwise: 'no weakness fails the step',
    examples: [7.5],
  }),
};

/** Keys of the global section. */
export const scanKeys = {
  ...imageScanKeys,
  'cache-dir': key(text, {
    is: "Folder for the scanner's data, kept from build to build.",
    otherwise: 'a folder below "temp-dir"',
    examples: ['/var/cache/trivy'],
  }),
};
