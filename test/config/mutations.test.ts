import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exitCodeOf, formatFailure, type Failure } from '../../src/failure.ts';
import { runBuildrunner } from '../support/buildrunner.ts';
import { startProcessorClock } from '../support/processor-time.ts';
import { createProject } from '../support/project.ts';
import { folderOf, loadFrom, messageOf } from './loading.ts';
import { Mutator } from './mutations.ts';
import { RIGHT_FILES } from './right-files.ts';
import { seeded, seedOfTest } from './random-numbers.ts';

const COUNT = 10_000;
/** Of these, by the real program. */
const REAL_COUNT = 50;
const SEED = seedOfTest(1);

const s = suite('config/mutations', { timeout: 180_000 });

const folder = folderOf({ 'buildrunner.yaml': '' });
const path = join(folder, 'buildrunner.yaml');

/** Every problem has its file, line and column, and what the user is to do. */
function isLocated(failure: Failure): boolean {
  const [first = ''] = failure.details ?? [];
  return (
    failure.kind === 'configuration' &&
    exitCodeOf(failure) === 78 &&
    /^buildrunner\.yaml:[1-9]\d*:[1-9]\d* \S/.test(first)
  );
}

s('the files are right before they are changed', async () => {
  for (const text of RIGHT_FILES) {
    writeFileSync(path, text);
    assert.is(messageOf(await loadFrom(folder)), '');
  }
});

const refused: Buffer[] = [];

s(`each of ${COUNT} files that were right is read, or refused with a place, within a second`, async () => {
  const mutator = new Mutator(seeded(SEED));
  for (let count = 0; count < COUNT; count += 1) {
    const file = mutator.mutate(Buffer.from(mutator.pick(RIGHT_FILES)));
    writeFileSync(path, file);
    const taken = startProcessorClock();
    const result = await loadFrom(folder).catch((error: unknown) =>
      assert.unreachable(`${String(error)} for ${show(file)}`),
    );
    const duration = taken();
    assert.ok(duration < 1000, `took ${duration.toFixed()} ms for ${show(file)}`);
    if (result === undefined || result.ok) continue;
    assert.ok(isLocated(result.failure), `${formatFailure(result.failure).join('\n')}\nfor ${show(file)}`);
    refused.push(file);
  }
  assert.ok(refused.length > COUNT / 3 && refused.length < COUNT * 0.95, `refused ${refused.length}`);
});

s(`the program ends with 78 and the place for ${REAL_COUNT} of them`, async () => {
  const project = createProject({ files: { 'buildrunner.yaml': '' } });
  const step = Math.floor(refused.length / REAL_COUNT);
  for (const file of refused.filter((_, index) => index % step === 0).slice(0, REAL_COUNT)) {
    writeFileSync(join(project.directory, 'buildrunner.yaml'), file);
    const finished = await runBuildrunner({ project, arguments: ['plan'] });
    assert.is(finished.exitCode, 78, `${finished.stderr}\nfor ${show(file)}`);
    assert.match(finished.stderr, /^ {2}buildrunner\.yaml:[1-9]\d*:[1-9]\d* \S/m);
    assert.not.match(finished.stderr, /^ {4}at /m);
  }
});

function show(file: Buffer): string {
  return JSON.stringify(file.toString('latin1'));
}

s.run();
