import { key } from './key.ts';
import { text } from './scalars.ts';

/** Followed before a file is checked, so what is checked has none. */
export const redirect = key(text, {
  is: 'Another file to read instead of this one; all other keys then count for nothing.',
  examples: ['ci/buildrunner.yaml', 'github://company/team/project/buildrunner.yaml'],
});
