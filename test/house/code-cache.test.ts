import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeFiles } from '../support/project.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const s = suite('the code cache');

/** A copy of the built program, and the names of its caches. */
function copyOfDist(): { readonly program: string; readonly dist: string; readonly caches: readonly string[] } {
  const dist = join(temporaryDirectory(), 'dist');
  cpSync('dist', dist, { recursive: true });
  const caches = readdirSync(dist).filter((name) => name.endsWith('.cache'));
  return { program: join(dist, 'buildrunner.cjs'), dist, caches };
}

/** Whether V8 took the cache, told by a program that is loaded first. */
function isTaken(program: string): boolean {
  const project = temporaryDirectory();
  const [spy, told] = [join(project, 'spy.cjs'), join(project, 'told')];
  writeFiles(project, {
    'spy.cjs': `const vm = require('node:vm');
      vm.Script = class extends vm.Script {
        constructor(...given) {
          super(...given);
          require('node:fs').writeFileSync(${JSON.stringify(told)}, String(this.cachedDataRejected));
        }
      };`,
    'buildrunner.yaml': 'steps: 1\n',
  });
  try {
    execFileSync(process.execPath, ['--require', spy, program, 'plan', '--directory', project], { stdio: 'ignore' });
  } catch {
    // The build file is wrong; the code that says so was loaded.
  }
  return readFileSync(told, 'utf8') === 'false';
}

s('is one, made by this build of the program, and V8 takes it', () => {
  const { program, caches } = copyOfDist();
  assert.is(caches.length, 1);
  assert.ok(isTaken(program));
});

s('may be missing or another one', () => {
  const { program, dist, caches } = copyOfDist();
  const [cache = ''] = caches;
  writeFileSync(join(dist, cache), 'something else');
  assert.not(isTaken(program));
  rmSync(join(dist, cache));
  assert.not(isTaken(program));
});

s.run();
