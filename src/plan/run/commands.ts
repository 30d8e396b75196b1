import type { ContainerKeys } from '../../config/build-file.ts';
import type { Draft } from '../draft.ts';
import { NONE } from '../operation-fields.ts';
import type { Environment, OperationId, Speaker } from '../operation.ts';
import { shellWords } from './container.ts';

/** A container, and how ids of operations name it. */
interface ContainerPlace {
  readonly step: string;
  readonly container: string;
  /** Where the keys of the container stand in the build file. */
  readonly path: readonly string[];
  readonly part: string;
}

/** A started container in which commands are to run. */
export interface CommandPlace extends ContainerPlace {
  readonly speaker: Speaker;
  /** Empty where the container itself has the environment. */
  readonly environment: Environment;
  /** The commands are only started, and run beside the step. */
  readonly isBackground: boolean;
  /** The first of them waits for these. */
  readonly after: readonly OperationId[];
}

/**
 * Shell provisioners: a script of the project, copied into the container and run there before its commands. Docker can
 * copy into the container behind `copyable`.
 */
export function planProvisioner(
  draft: Draft,
  keys: ContainerKeys,
  place: ContainerPlace & { readonly copyable: readonly OperationId[] },
): { readonly copied: OperationId[]; readonly command: string[] } {
  const script = keys.provisioners?.get('shell');
  if (script === undefined) return { copied: [], command: [] };
  const found = draft.input.paths.get(script);
  if (found?.kind !== 'file') {
    const path = [...place.path, 'provisioners', 'shell'];
    draft.problem(path, `"${script}" is no file of the project`, 'Name a script relative to the build directory');
  }
  const target = `/tmp/${script.split('/').at(-1) ?? script}`;
  const copied = draft.add({
    ...{ id: `${place.step}/${place.part}-copy-provisioner`, kind: 'copyToContainer', step: place.step, follows: [] },
    dependsOn: place.copyable,
    cause: 'provisioners.shell',
    container: place.container,
    path: target,
    content: { kind: 'path', source: found?.path ?? script, isExecutable: true },
  });
  return { copied: [copied], command: [target] };
}

/** One `docker exec` for each command, in order; each runs only if the one before has succeeded. */
export function planCommands(
  draft: Draft,
  commands: readonly string[],
  keys: Pick<ContainerKeys, 'shell'>,
  place: CommandPlace,
): OperationId[] {
  const ids: OperationId[] = [];
  const cause = place.path.join('.');
  let dependsOn = place.after;
  for (const [index, command] of commands.entries()) {
    const id = draft.add({
      id: `${place.step}/${place.part}-${index + 1}`,
      kind: 'execInContainer',
      step: place.step,
      dependsOn,
      follows: NONE,
      cause,
      container: place.container,
      speaker: place.speaker,
      argv: shellWords(keys).concat('-xc', command),
      environment: place.environment,
      user: undefined,
      shown: command,
      isBackground: place.isBackground,
    });
    ids.push(id);
    dependsOn = [id];
  }
  return ids;
}
