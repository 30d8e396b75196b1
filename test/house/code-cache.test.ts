import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeFiles } from '../support/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const s = suite('the code caches');

interface Copy {
  readonly dist: string;
  /** Starts the program as users do. */
  readonly program: string;
}

/** A copy of the built program with what starts it. */
function copyOfProgram(): Copy {
  const folder = temporaryDirectory();
  for (const name of ['bin', 'dist']) cpSync(name, join(folder, name), { recursive: true });
  return { dist: join(folder, 'dist'), program: join(folder, 'bin', 'buildrunner.js') };
}

function cachesOf({ dist }: Copy): string[] {
  return readdirSync(dist).filter((name) => name.endsWith('.cache'));
}

interface Start {
  readonly program: string;
  /** Default: one that is refused when it is read. */
  readonly buildFile?: string;
  /** JavaScript that runs when the front has been compiled. */
  readonly then?: string;
}

/**
 * How each part of the program was compiled, the front first: its cache was `taken` or `refused`, or it was `without`
 * one. Told by what is loaded before the program.
 */
function partsOf({ program, buildFile = 'steps: 1\n', then = '' }: Start): readonly string[] {
  const project = temporaryDirectory();
  const [spy, told] = [join(project, 'spy.cjs'), join(project, 'told')];
  writeFiles(project, {
    'spy.cjs': `const vm = require('node:vm');
      const fs = require('node:fs');
      let isFront = true;
      vm.Script = class extends vm.Script {
        constructor(code, options) {
          super(code, options);
          const word = options.cachedData === undefined ? 'without' : this.cachedDataRejected ? 'refused' : 'taken';
          fs.appendFileSync(${JSON.stringify(told)}, word + ' ');
          if (isFront) { ${then} }
          isFront = false;
        }
      };`,
    'buildrunner.yaml': buildFile,
  });
  const { status, stderr } = spawnSync(process.execPath, ['--require', spy, program, 'validate', '-d', project], {
    encoding: 'utf8',
  });
  assert.is(status, 78, stderr);
  assert.match(stderr, 'buildrunner.yaml:1');
  return readFileSync(told, 'utf8').trim().split(' ');
}

/** What runs commands, and what every build needs, in two parts, have caches; what a small build does not need has none. */
const USUAL_PARTS = 3;

function countTaken(parts: readonly string[]): number {
  assert.not.ok(parts.includes('refused'), parts.join(' '));
  return parts.filter((part) => part === 'taken').length;
}

s('are made by this build of the program, and V8 takes them', () => {
  const copy = copyOfProgram();
  assert.is(cachesOf(copy).length, 2);
  const parts = partsOf(copy);
  assert.is(parts[0], 'taken');
  assert.is(countTaken(parts), 1 + USUAL_PARTS, parts.join(' '));
});

s('may be others', () => {
  const copy = copyOfProgram();
  for (const cache of cachesOf(copy)) {
    const path = join(copy.dist, cache);
    const places = /^\{.*\}\n/.exec(readFileSync(path, 'latin1'))?.[0] ?? '';
    writeFileSync(path, places.padEnd(places.length + 2_000_000, 'something else '));
  }
  const parts = partsOf(copy);
  assert.ok(parts.includes('refused') && !parts.includes('taken'), parts.join(' '));
});

for (const [title, spoil] of [
  ['missing', (path: string) => rmSync(path)],
  ['empty', (path: string) => writeFileSync(path, '')],
] as const) {
  s(`may be ${title}`, () => {
    const copy = copyOfProgram();
    for (const cache of cachesOf(copy)) spoil(join(copy.dist, cache));
    assert.not.ok(partsOf(copy).includes('taken'));
  });
}

s('serve the single file when it is started itself', () => {
  const { dist } = copyOfProgram();
  const parts = partsOf({ program: join(dist, 'buildrunner.cjs') });
  // Node has compiled the front itself.
  assert.is(countTaken(parts), USUAL_PARTS, parts.join(' '));
});

s('are not needed by the single file, wherever it is', () => {
  const { dist } = copyOfProgram();
  const alone = join(temporaryDirectory(), 'any-name.cjs');
  cpSync(join(dist, 'buildrunner.cjs'), alone);
  assert.ok(partsOf({ program: alone }).every((part) => part === 'without'));
});

s.run();

const parts = suite('the parts of the program');

parts('are compiled when they are wanted: the template engine for a template', () => {
  const { program } = copyOfProgram();
  const plain = partsOf({ program, buildFile: 'steps: 1\n' });
  const template = partsOf({ program, buildFile: 'steps: {{ 1 }}\n' });
  assert.ok(template.length > plain.length, `${plain.length} and ${template.length}`);
});

parts('are those of the program that runs, also when another one takes its place meanwhile', () => {
  const copy = copyOfProgram();
  const replace = ['buildrunner.cjs', ...cachesOf(copy)].map((name) => {
    const path = JSON.stringify(join(copy.dist, name));
    return `fs.writeFileSync(${path} + '.new', 'another'); fs.renameSync(${path} + '.new', ${path});`;
  });
  assert.ok(partsOf({ ...copy, then: replace.join('\n') }).length > 1);
  assert.is(readFileSync(join(copy.dist, 'buildrunner.cjs'), 'utf8'), 'another');
});

parts.run();
