import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventually } from '../support/eventually.ts';
import { liveProcesses } from '../support/processes.ts';
import { writeFiles } from '../support/project.ts';
import { compileTests } from '../support/runner/compile.ts';
import { runAll, type Job } from '../support/runner/run-all.ts';
import { runTestFile, type Outcome, type TestFileOptions } from '../support/runner/test-file.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const s = suite('the runner of the tests');

const PACKAGES = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** Runs a test file of the given source, with limits short enough to wait for. */
async function runSource(source: string, options: Partial<TestFileOptions> = {}): Promise<Outcome> {
  const directory = temporaryDirectory();
  writeFiles(directory, { 'sample.test.mts': `import { suite } from 'uvu';\n${source}` });
  symlinkSync(PACKAGES, join(directory, 'node_modules'));
  const [test] = await compileTests([join(directory, 'sample.test.mts')], directory);
  if (test === undefined) throw new Error('nothing was compiled');
  return runTestFile(test, { filter: '', isStrict: true, grace: 700, ...options });
}

const SAMPLES: readonly { name: string; source: string; passed: number; failures: readonly RegExp[] }[] = [
  {
    name: 'counts passed tests',
    source: `const s = suite('a'); s('one', () => {}); s('two', async () => {}); s.run();`,
    passed: 2,
    failures: [],
  },
  {
    name: 'fails on a test that throws and runs the others',
    source: `const s = suite('a'); s('one', () => { throw new Error('no'); }); s('two', () => {}); s.run();`,
    passed: 1,
    failures: [/^a > one$/],
  },
  {
    name: 'fails on a file without a test',
    source: `suite('a').run();`,
    passed: 0,
    failures: [/^registers no test$/],
  },
  {
    name: 'fails on a suite that is never run',
    source: `const s = suite('a'); s('one', () => {});`,
    passed: 0,
    failures: [/^the suite "a" is never run/],
  },
  {
    name: 'fails on a before hook that throws',
    source: `const s = suite('a'); s.before(() => { throw new Error('no'); }); s('one', () => {}); s.run();`,
    passed: 0,
    failures: [/^the hook before of "a" threw: Error: no/],
  },
  {
    name: 'fails on an after hook that throws',
    source: `const s = suite('a'); s.after(() => { throw new Error('no'); }); s('one', () => {}); s.run();`,
    passed: 1,
    failures: [/^the hook after of "a" threw: Error: no/],
  },
  {
    name: 'fails on a before.each hook that throws',
    source: `const s = suite('a'); s.before.each(() => { throw new Error('no'); }); s('one', () => {}); s.run();`,
    passed: 0,
    failures: [/^the hook before.each of "a" threw: Error: no/],
  },
  {
    name: 'fails on a skipped test',
    source: `const s = suite('a'); s('one', () => {}); s.skip('two', () => {}); s.run();`,
    passed: 1,
    failures: [/^skips 1 of its tests$/],
  },
  {
    name: 'fails on a test that leaves others out',
    source: `const s = suite('a'); s.only('one', () => {}); s('two', () => {}); s.run();`,
    passed: 1,
    failures: [/^leaves tests out by .only$/],
  },
  {
    name: 'fails on a file that cannot be loaded',
    source: `throw new Error('broken');`,
    passed: 0,
    failures: [/^cannot be loaded: Error: broken/],
  },
  {
    name: 'fails on a test that is late and runs the others',
    source: `const s = suite('a', { timeout: 50 });
      s('one', () => new Promise((resolve) => setTimeout(resolve, 200))); s('two', () => {}); s.run();`,
    passed: 1,
    failures: [/^a > one$/],
  },
  {
    name: 'kills a file whose test never gives control back',
    source: `const s = suite('a', { timeout: 50 }); s('one', () => { for (;;); }); s.run();`,
    passed: 0,
    failures: [/^killed: "a > one" took more than 750 ms$/, /^ended \(SIGKILL\) while "a > one" was running$/],
  },
  {
    name: 'kills a file that does not end after its tests',
    source: `const s = suite('a'); s('one', () => { setInterval(() => {}, 1000); }); s.run();`,
    passed: 1,
    failures: [/^killed: the end of the process \(something a test started is still open\) took more than 700 ms$/],
  },
  {
    name: 'fails on a file that ends before its tests have',
    source: `const s = suite('a'); s('one', () => { process.exit(0); }); s.run();`,
    passed: 0,
    failures: [/^ended \(exit code 1\) while "a > one" was running$/],
  },
  {
    name: 'fails on an error that nobody catches',
    source: `const s = suite('a'); s('one', async () => {
        setTimeout(() => { throw new Error('no'); });
        await new Promise((resolve) => setTimeout(resolve, 500));
      }); s.run();`,
    passed: 0,
    failures: [/^ended \(exit code 1\) while "a > one" was running$/],
  },
];

for (const { name, source, passed, failures } of SAMPLES) {
  s(name, async () => {
    const outcome = await runSource(source);
    assert.is(outcome.passed, passed);
    assert.is(outcome.failures.length, failures.length, outcome.failures.join('\n'));
    for (const [index, pattern] of failures.entries()) assert.match(outcome.failures[index] ?? '', pattern);
  });
}

s('lets skipped and exclusive tests pass where somebody looks', async () => {
  const source = `const s = suite('a'); s.only('one', () => {}); s.skip('two'); s.run();`;
  assert.equal((await runSource(source, { isStrict: false })).failures, []);
});

s('runs only tests whose name contains the filter', async () => {
  const source = `const s = suite('a'); s('kills a child', () => {}); s('other', () => { throw new Error('no'); }); s.run();`;
  const outcome = await runSource(source, { filter: 'KILLS' });
  assert.equal([outcome.passed, outcome.failures], [1, []]);
});

s('hears of all tests of a file also when it is busy itself meanwhile', async () => {
  const source = `const s = suite('${'a'.repeat(200)}');
    for (let index = 0; index < 3000; index += 1) s(String(index), () => {}); s.run();`;
  const running = runSource(source, { grace: 20_000 });
  const timer = setInterval(() => {
    for (const end = performance.now() + 50; performance.now() < end;);
  }, 1);
  const outcome = await running;
  clearInterval(timer);
  assert.equal([outcome.passed, outcome.failures], [3000, []]);
});

s('fails on a process that a test leaves running, and kills it', async () => {
  const source = `import { spawn } from 'node:child_process';
    const s = suite('a'); s('one', () => { spawn('sleep', ['4321.5'], { stdio: 'ignore' }).unref(); }); s.run();`;
  const outcome = await runSource(source);
  assert.equal(outcome.failures, ['leaves a process running: sleep 4321.5']);
  // A process that is killed takes its time to end.
  await eventually(() => !liveProcesses().some((one) => one.command === 'sleep 4321.5'), 5000);
});

function job(
  name: string,
  result: { passed: number; failures: readonly string[] },
  engine: Job['engine'] = 'shared',
): Job {
  const outcome = { name, ...result, output: 'what it printed\n', duration: 1234 };
  return { name, engine, run: () => Promise.resolve(outcome) };
}

const RUNS: readonly {
  name: string;
  jobs: readonly Job[];
  leftovers: readonly string[];
  isGood: boolean;
  log: readonly string[];
}[] = [
  {
    name: 'closes with the counts when all is well',
    jobs: [job('b', { passed: 2, failures: [] }, 'alone'), job('a', { passed: 1, failures: [] })],
    leftovers: [],
    isGood: true,
    log: ['ok       1    1.2 s  a', 'ok       2    1.2 s  b', '', '3 passed, 0 failed'],
  },
  {
    name: 'shows what a failed file printed, and repeats what failed at the end',
    jobs: [job('a', { passed: 1, failures: ['s > one', 'two\nlines'] })],
    leftovers: [],
    isGood: false,
    log: [
      'FAIL     1    1.2 s  a',
      '        | what it printed',
      '        s > one',
      '        two\nlines',
      '',
      'Failed:',
      '  a: s > one',
      '  a: two',
      '',
      '1 passed, 2 failed',
    ],
  },
  {
    name: 'fails when something is left on the engine',
    jobs: [job('a', { passed: 1, failures: [] })],
    leftovers: ['volume x'],
    isGood: false,
    log: [
      'ok       1    1.2 s  a',
      'FAIL     0    0.0 s  the engine after all tests',
      '        left behind: volume x',
      '',
      'Failed:',
      '  the engine after all tests: left behind: volume x',
      '',
      '1 passed, 1 failed',
    ],
  },
  {
    name: 'fails when no test ran',
    jobs: [job('a', { passed: 0, failures: [] })],
    leftovers: [],
    isGood: false,
    log: [
      'FAIL     0    0.0 s  the tests',
      '        none of them ran',
      '',
      'Failed:',
      '  the tests: none of them ran',
      '',
      '0 passed, 1 failed',
    ],
  },
];

for (const { name, jobs, leftovers, isGood, log } of RUNS) {
  s(name, async () => {
    const printed: string[] = [];
    const findLeftovers = () => Promise.resolve(leftovers);
    const result = await runAll(jobs, { parallel: 2, findLeftovers, print: (line) => printed.push(line) });
    assert.equal(printed, log);
    assert.is(result, isGood);
  });
}

s('lets nobody beside a file that is alone on the engine but those that do not use it', async () => {
  const running = new Set<string>();
  const beside = new Set<string>();
  const watched = (name: string, engine: Job['engine']): Job => ({
    ...job(name, { passed: 1, failures: [] }, engine),
    run: async () => {
      for (const other of running) beside.add([other.slice(0, -1), engine].sort().join(' '));
      running.add(`${engine}${name}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      running.delete(`${engine}${name}`);
      return { name, passed: 1, failures: [], output: '', duration: 20 };
    },
  });
  const jobs = ['a', 'b', 'c'].flatMap((name) => [
    watched(name, 'alone'),
    watched(name, 'apart'),
    watched(name, 'shared'),
    watched(name, 'none'),
  ]);
  const findLeftovers = () => Promise.resolve([]);
  const printed: string[] = [];
  assert.ok(await runAll(jobs, { parallel: 2, findLeftovers, print: (line) => printed.push(line) }));
  const together = [...beside].filter((pair) => !pair.includes('none'));
  assert.equal(together.sort(), ['alone apart', 'shared shared']);
  assert.ok(beside.has('none shared') && !beside.has('none none'), [...beside].join(', '));
  assert.is(printed.at(-1), '12 passed, 0 failed');
});

s.run();
