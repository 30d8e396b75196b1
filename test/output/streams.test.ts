import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BASE, build, type Built } from '../support/build.ts';

/** One build whose steps write what is hard to pass on; what arrives is looked at byte for byte. */
const s = suite('output of containers', { timeout: 120_000 });

/** No two steps write alike, so that each finds its own lines in the whole log. */
const steps = {
  // The lines of `all` hold every byte; a newline ends the first.
  binary: run({ cmd: 'cat all' }),
  endless: run({ cmd: 'printf "no final newline"' }),
  progress: run({ cmd: 'for part in 1 2 3; do printf "\\r$part of 3"; done; echo; printf "a\\r\\nb\\r\\n"' }),
  wide: run({ cmd: 'cat wide' }),
  blank: run({ cmd: 'printf "\\n\\nblank-1\\n\\n\\nblank-2\\n\\n"' }),
  // Every tenth line goes to stderr.
  quick: run({
    cmd: 'awk \'BEGIN { for (i = 0; i < 100000; i++) if (i % 10) print "quick " i; else print "odd " i > "/dev/stderr" }\'',
  }),
  service: run({
    services: {
      loud: {
        ...BASE,
        cmd: 'cat /source/all; echo; printf "service without newline"; exec httpd -f -p 8080',
        wait_for: [8080],
      },
    },
    cmd: 'true',
  }),
  // Without commands it is what the container runs.
  attached: run({ shell: 'cat all' }),
};

const ALL = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

const WIDE = `${'w'.repeat(10_000_000)}wide-end`;

function run(keys: Readonly<Record<string, unknown>>) {
  return { run: { ...BASE, ...keys } };
}

let built: Built;
/** Without what stands before our lines, in Latin-1: a character is a byte. */
const logs: Record<string, readonly string[]> = {};

s.before(async () => {
  built = await build({ files: { all: ALL, wide: `${WIDE}\n` }, steps, arguments: ['--no-color'] });
  assert.is(built.exitCode, 0, built.stdout.slice(-5000) + built.stderr);
  assert.is(built.stderr, '');
  const log = readFileSync(join(built.results, 'build.log'), 'latin1');
  for (const [name, text] of Object.entries({ console: built.stdoutBytes.toString('latin1'), 'build.log': log })) {
    logs[name] = text.split('\n').map((line) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ +/, ''));
  }
});

for (const name of ['console', 'build.log']) {
  const lines = () => logs[name] ?? [];
  /** What stands between the heading of a step and the line that matches `end`; the shell's trace is left out. */
  const outputOf = (step: keyof typeof steps, end = / exited with code 0$/) => {
    const first = lines().indexOf(`==> Running step: ${step}:run`) + 1;
    const length = lines()
      .slice(first)
      .findIndex((line) => end.test(line));
    assert.ok(first > 0 && length > 0);
    return lines()
      .slice(first, first + length)
      .filter((line) => !/^(cmd> |\+ )/.test(line));
  };

  s(`all bytes arrive in ${name}`, () => {
    assert.equal(outputOf('binary'), ALL.toString('latin1').split('\n'));
  });

  s(`the last line arrives without its newline in ${name}`, () => {
    assert.equal(outputOf('endless'), ['no final newline']);
  });

  s(`carriage returns arrive in ${name}`, () => {
    assert.equal(outputOf('progress'), ['\r1 of 3\r2 of 3\r3 of 3', 'a\r', 'b\r']);
  });

  s(`a line of 10 MB arrives in ${name}`, () => {
    const [line = '', ...others] = outputOf('wide');
    assert.equal([line.length, others.length], [WIDE.length, 0]);
    assert.ok(line === WIDE);
  });

  s(`blank lines arrive in ${name}`, () => {
    assert.equal(outputOf('blank'), ['', '', 'blank-1', '', '', 'blank-2', '']);
  });

  s(`100,000 quick lines arrive in ${name}, those of each stream in order`, () => {
    const numbers = Array.from({ length: 100_000 }, (_, index) => index);
    const output = outputOf('quick');
    assert.is(output.length, numbers.length);
    const expect = (word: string, expected: readonly number[]) => {
      const found = output.filter((line) => line.startsWith(`${word} `));
      assert.ok(found.join('\n') === expected.map((number) => `${word} ${number}`).join('\n'), `the lines "${word}"`);
    };
    expect(
      'quick',
      numbers.filter((number) => number % 10 > 0),
    );
    expect(
      'odd',
      numbers.filter((number) => number % 10 === 0),
    );
  });

  s(`lines of a service say whose they are in ${name}`, () => {
    // The end of the last line is only known when the service is removed: behind its step.
    const said = lines().filter((line) => line.startsWith('[service-loud] '));
    const output = said
      .map((line) => line.slice('[service-loud] '.length))
      .filter((line) => !/^(cmd> |\+ )/.test(line));
    assert.equal(output, [...ALL.toString('latin1').split('\n'), 'service without newline']);
  });

  s(`what a container's own command writes arrives in ${name}`, () => {
    assert.equal(outputOf('attached', /^(\[service-loud\] .*)?$/), ALL.toString('latin1').split('\n'));
  });
}

s.run();
