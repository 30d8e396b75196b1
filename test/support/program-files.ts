import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';

/** What a program of this machine needs to run in a container that has nothing: path here to path there. */
export function programFiles(program: string, target: string): Map<string, string> {
  const found = program.startsWith('/')
    ? program
    : execFileSync('sh', ['-c', 'command -v "$0"', program], { encoding: 'utf8' }).trim();
  const path = realpathSync(found);
  const libraries = linkedTo(path).map((library) => [realpathSync(library), library] as const);
  return new Map([[path, target], ...libraries]);
}

function linkedTo(program: string): string[] {
  try {
    const listed = execFileSync('ldd', [program], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const paths = [...listed.matchAll(/(?:=> |^\s*)(\/\S+)/gm)].map(([, path = '']) => path);
    return paths.filter((path) => existsSync(path));
  } catch {
    // It is linked to nothing.
    return [];
  }
}
