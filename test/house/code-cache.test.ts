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

/** For each part of the program that was compiled, whether V8 took its cache; told by what is loaded before. */
function partsTaken(program: string): readonly boolean[] {
  const project = temporaryDirectory();
  const [spy, told] = [join(project, 'spy.cjs'), join(project, 'told')];
  writeFiles(project, {
    'spy.cjs': `const vm = require('node:vm');
      vm.Script = class extends vm.Script {
        constructor(...given) {
          super(...given);
          require('node:fs').appendFileSync(${JSON.stringify(told)}, this.cachedDataRejected === false ? 'taken ' : 'not ');
        }
      };`,
    'buildrunner.yaml': 'steps: 1\n',
  });
  const { status, stderr } = spawnSync(process.execPath, ['--require', spy, program, 'plan', '--directory', project], {
    encoding: 'utf8',
  });
  assert.is(status, 78);
  assert.match(stderr, 'buildrunner.yaml:1');
  const words = readFileSync(told, 'utf8').trim().split(' ');
  return words.map((word) => word === 'taken');
}

s('are one for each part, made by this build of the program, and V8 takes them', () => {
  const copy = copyOfProgram();
  assert.equal(cachesOf(copy).length, 2);
  assert.equal(partsTaken(copy.program), [true, true]);
});

s('may be others', () => {
  const copy = copyOfProgram();
  for (const cache of cachesOf(copy)) writeFileSync(join(copy.dist, cache), 'something else');
  assert.equal(partsTaken(copy.program), [false, false]);
});

s('may be missing', () => {
  const copy = copyOfProgram();
  for (const cache of cachesOf(copy)) rmSync(join(copy.dist, cache));
  assert.equal(partsTaken(copy.program), [false, false]);
});

s('serve the single file when it is started itself', () => {
  const { dist } = copyOfProgram();
  assert.equal(partsTaken(join(dist, 'buildrunner.cjs')), [true]);
});

s('are not needed by the single file, wherever it is', () => {
  const { dist } = copyOfProgram();
  const alone = join(temporaryDirectory(), 'any-name.cjs');
  cpSync(join(dist, 'buildrunner.cjs'), alone);
  assert.equal(partsTaken(alone), [false]);
});

s.run();
