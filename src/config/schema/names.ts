import * as v from 'valibot';
import { keyText } from './containers.ts';
import { wording } from './problem.ts';
import { keywords } from './shape.ts';

/** Files that stand beside the folders of the steps. */
const RESERVED = ['build.log', 'artifacts.json'];

const SERVICE_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** The name of a step: it becomes a folder of the results. */
export const stepName = v.pipe(
  keyText,
  v.nonEmpty(wording('is an empty name of a step', 'Give the step a name')),
  v.check(
    (name) => !/[/\\\p{Cc}]/u.test(name),
    wording('has a character in its name that no folder can have', 'Leave out "/", "\\" and control characters'),
  ),
  v.check(
    (name) => name !== '.' && name !== '..',
    wording('is a name that stands for another folder', 'Choose another name'),
  ),
  v.check(
    (name) => !RESERVED.includes(name),
    wording('is the name of a file that every build writes', 'Choose another name'),
  ),
  keywords({ pattern: '^(?!\\.{1,2}$)[^/\\\\\\x00-\\x1f\\x7f]+$', not: { enum: RESERVED } }),
);

/** The name of a service: it becomes a host name and a part of the container's name. */
export const serviceName = v.pipe(
  keyText,
  v.regex(
    SERVICE_NAME,
    wording('is no name that a container can have', 'Use letters, digits, "_", "." and "-", a letter or digit first'),
  ),
  keywords({ pattern: SERVICE_NAME.source }),
);
