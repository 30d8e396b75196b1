import type { CopyFromContainer, CopyToContainer } from '../../../plan/operation.ts';
import { attempt } from './container.ts';
import type { Script } from './script.ts';

export function copyToLines(script: Script, { id, container, path, content }: CopyToContainer): string[] {
  const begin = attempt(script, id, `Files could not be copied into container "${container}"`);
  const words = (...parts: readonly string[]) => parts.map(script.quote).join(' ');
  switch (content.kind) {
    case 'checkout': {
      const patterns = exclusionPatterns(script);
      const copy = words('copy_checkout', content.directory, container, ...patterns);
      if (content.overlays === 0) return [`${begin} ${copy}`];
      const views = words('copy_views', content.directory, container, String(content.overlays));
      return [`if ${views}; then`, `  ${begin} ${copy}`, 'fi'];
    }
    case 'views':
      // Hidden files need devices, which only root can make: a script works on a copy.
      throw new Error('a plan for a shell has no views of the checkout itself');
    case 'path': {
      const mode = content.isExecutable ? 'a+x' : '';
      return [`${begin} ${words('copy_in', content.source, container, path, mode)}`];
    }
    case 'text':
      return [
        `printf %s ${script.quote(content.text)} >"$work/text"`,
        'chmod 644 "$work/text"',
        `${begin} copy_in "$work/text" ${words(container, path, '')}`,
      ];
    case 'container':
      return [`${begin} ${words('copy_across', content.container, content.path, container, path)}`];
    default:
      return content satisfies never;
  }
}

/** Patterns for `find -path` and for GNU tar, both of which take a backslash for an escape, which fnmatch of Python does not. */
function exclusionPatterns({ exclusions }: Script): string[] {
  const names = exclusions.rootNames.map((name) => name.replaceAll(/[\\*?[]/g, '\\$&'));
  const patterns = exclusions.patterns.map((pattern) => pattern.replaceAll('\\', '\\\\'));
  return [...names, ...patterns].map((pattern) => `./${pattern}`);
}

export function copyFromLines(script: Script, { id, container, path, target }: CopyFromContainer): string[] {
  const begin = attempt(script, id, `"${path}" could not be copied back to "${target}"`);
  return [`${begin} copy_back ${[container, path, target].map(script.quote).join(' ')}`];
}
