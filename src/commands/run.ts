import type { Invocation } from '../cli/options.ts';
import type { Failure } from '../failure.ts';
import { readSurroundings } from './surroundings.ts';

/** Runs a command; returns its failure, which has been told, or null. */
export async function runCommand(
  invocation: Exclude<Invocation, { command: 'version' | 'help' }>,
): Promise<Failure | null> {
  const surroundings = readSurroundings();
  switch (invocation.command) {
    case 'build':
      return (await import('./build.ts')).build(invocation.options, surroundings);
    case 'plan':
      return (await import('./plan.ts')).plan(invocation.options, invocation.format, surroundings);
    case 'validate':
      return (await import('./validate.ts')).validate(invocation.options, invocation.format, surroundings);
    case 'list':
      return (await import('./list.ts')).list(invocation.options, invocation.format, surroundings);
    case 'explain':
      return (await import('./explain.ts')).explain(invocation.key);
    case 'schema':
      return (await import('./schema.ts')).schema(invocation.isGlobal);
    case 'ps':
      return (await import('./ps.ts')).ps(invocation.format, surroundings);
    case 'reap':
      return (await import('./reap.ts')).reap(invocation.options, surroundings);
    case 'cleanup':
      return (await import('./cleanup.ts')).cleanup(invocation.options, surroundings);
    default:
      return invocation satisfies never;
  }
}
