import type { CopyFromContainer, CopyToContainer, Operation } from '../../../plan/operation.ts';
import { placeholder } from '../quote.ts';
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
        ...textLines(script, content),
        'chmod 644 "$work/text"',
        `${begin} copy_in "$work/text" ${words(container, path, '')}`,
      ];
    case 'container':
      return [`${begin} ${words('copy_across', content.container, content.path, container, path)}`];
    default:
      return content satisfies never;
  }
}

type Text = Extract<CopyToContainer['content'], { kind: 'text' }>;

/** Writes a text, with secrets as the caller has them. The shell's own printf has no arguments that others see. */
function textLines({ quote, operations }: Script, { text, secrets = new Map() }: Text): string[] {
  const known = [...secrets].map(([name, value], index) => ({
    written: JSON.stringify(value),
    own: `secret_${index + 1}`,
    variable: secretVariable(operations, name, value),
  }));
  // A key of that name would have a colon behind it.
  const marked = known.reduce(
    (whole, { written, own }) =>
      [',\n', '\n'].reduce((one, end) => one.replaceAll(`${written}${end}`, `${placeholder(own)}${end}`), whole),
    text,
  );
  return [
    ...known.map(({ own, variable }) => `${own}=$(json "$${variable}")`),
    `printf %s ${quote(marked)} >"$work/text"`,
  ];
}

/** The variable by which the caller of the script hands over what is secret in texts: one for each value. */
function secretVariable(operations: readonly Operation[], name: string, value: string): string {
  const values = operations.flatMap((one) => {
    const found = secretsIn(one).get(name);
    return found === undefined ? [] : [found];
  });
  const number = [...new Set(values)].indexOf(value) + 1;
  const variable = name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
  return number === 1 ? variable : `${variable}_${number}`;
}

/** The variables that the texts of an operation are to be completed with. */
export function secretVariables(operations: readonly Operation[], operation: Operation): string[] {
  return [...secretsIn(operation)].map(([name, value]) => secretVariable(operations, name, value));
}

function secretsIn(operation: Operation): ReadonlyMap<string, string> {
  const content = operation.kind === 'copyToContainer' ? operation.content : null;
  return (content?.kind === 'text' ? content.secrets : undefined) ?? new Map();
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
