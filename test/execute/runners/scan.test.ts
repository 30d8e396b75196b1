import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeFolder, scanImage } from '../../../src/execute/runners/scan.ts';
import { formatFailure } from '../../../src/failure.ts';
import type { ScanImage } from '../../../src/plan/operation.ts';
import { common } from '../../docker/operations.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { memoryContext, type MemoryContext } from '../context.ts';
import { failureOf, IMAGE, removeContainers, startShell, succeeded } from './rig.ts';

const s = suite('the scan of an image', { timeout: 60_000 });

let context: MemoryContext;
let container: string;

s.before(async () => {
  context = memoryContext();
  container = await startShell(context);
});

s.after(removeContainers);

/** A scan by a shell command in place of the scanner. */
function scan(command: string, given: Partial<ScanImage> = {}): ScanImage {
  const listing = { repository: 'reg/web', tags: ['v1', 'build'], id: 'short', isMain: true } as const;
  return {
    ...{ ...common('a/scan'), kind: 'scanImage', container, image: IMAGE, platform: 'linux/amd64', scanner: 'trivy' },
    ...{
      argv: ['sh', '-c', command],
      report: '/report.json',
      threshold: null,
      findingsCode: null,
      listings: [listing],
    },
    ...given,
  };
}

async function messageOf(operation: ScanImage): Promise<readonly string[]> {
  return formatFailure(failureOf(await scanImage(operation, context)));
}

s('tells of a scanner that fails with its last words', async () => {
  assert.equal(await messageOf(scan('echo one; echo two; exit 5', { findingsCode: 4 })), [
    'Step "a" failed: trivy could not scan "reg/web:build", it exited with code 5',
    ...['  | one', '  | two'],
    'See what it says; "security-scan" of the step and of the global file hold its settings.',
  ]);
});

s('takes the exit code for findings for a failure where there is no report', async () => {
  assert.is(
    (await messageOf(scan('rm -f /report.json; exit 4', { findingsCode: 4 })))[0],
    'Step "a" failed: trivy could not scan "reg/web:build", it exited with code 4',
  );
});

for (const [name, command, reason] of [
  ['no report', 'rm -f /report.json', 'there is no report'],
  ['a report that is none', 'echo x > /report.json', 'the report cannot be read'],
] as const) {
  s(`tells of ${name}`, async () => {
    assert.equal(await messageOf(scan(command)), [
      `Step "a" failed: trivy has scanned "reg/web:build", but ${reason}`,
      '  It was to leave its findings in "/report.json" of its container, as JSON',
      'See what it says above; maybe "config" or "version" of "security-scan" does not fit it.',
    ]);
  });
}

s('tells what it has found also where that is too bad', async () => {
  const found = '{"Results": [{"Vulnerabilities": [{"CVSS": {"nvd": {"V3Score": 5}}}]}]}';
  const [summary] = await messageOf(scan(`echo '${found}' > /report.json`, { threshold: 5 }));
  assert.match(
    summary ?? '',
    'max vulnerability score (5) of "reg/web:build" has reached the configured threshold (5.0)',
  );
  const collected = context.events.findLast((event) => event.kind === 'artifactCollected');
  assert.ok(collected?.kind === 'artifactCollected' && collected.properties?.has('docker:security-scan') === true);
});

s('makes a folder where there is none, and says why it cannot', async () => {
  const folder = temporaryDirectory();
  const operation = { ...common('/make-folder'), kind: 'makeFolder' } as const;
  for (let times = 0; times < 2; times += 1)
    succeeded(await makeFolder({ ...operation, path: join(folder, 'a', 'b') }));
  assert.ok(statSync(join(folder, 'a', 'b')).isDirectory());
  writeFileSync(join(folder, 'file'), '');
  const path = join(folder, 'file', 'x');
  const [summary, reason = '', next] = formatFailure(failureOf(await makeFolder({ ...operation, path })));
  assert.is(summary, `The folder "${path}" cannot be made`);
  assert.match(reason, 'ENOTDIR');
  assert.is(next, 'Name another folder, or give yourself the right to write there.');
});

s.run();
