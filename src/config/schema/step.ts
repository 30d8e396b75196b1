import * as v from 'valibot';
import { build } from './build.ts';
import { listOf, section } from './containers.ts';
import { mustBe, wording } from './problem.ts';
import { stepName } from './names.ts';
import { pushTargets } from './push.ts';
import { run } from './run.ts';
import { anything, flag, later, text } from './scalars.ts';

const step = v.pipe(
  section({
    build: v.optional(build),
    run: v.optional(run),
    push: v.optional(pushTargets),
    commit: v.optional(pushTargets),
    depends: v.optional(listOf(text)),
    remote: v.optional(later()),
    'pypi-push': v.optional(later()),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { run: task, build: built } = dataset.value;
    if (task === undefined || task.image !== undefined || built !== undefined) return;
    const path = { type: 'object', origin: 'value', input: dataset.value, key: 'run', value: task } as const;
    addIssue({ message: wording('has no "image", and its step builds none', 'Give it an "image"'), path: [path] });
  }),
);

const steps = v.pipe(
  v.map(stepName, step, mustBe('a map of steps', 'Write each step by its name with a ":" behind it')),
  v.minSize(1, wording('holds no step', 'Write at least one step')),
);

/** The whole build file, `redirect` aside. `version` is checked where its text is at hand. */
export const buildFile = section({
  version: v.optional(anything),
  'use-legacy-builder': v.optional(flag),
  steps,
});
