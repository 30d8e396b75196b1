import { Duplex, PassThrough } from 'node:stream';
import { join } from 'node:path';
import { startRelay, type Relay } from '../execute/relay/relay.ts';
import { enginePath } from '../facts/file-view.ts';
import { succeed, type Result } from '../failure.ts';
import type { PlanInput } from '../plan/input.ts';
import type { Session } from './session.ts';

/** Where a build's relay listens. */
export function relaySocketOf(session: Session): string {
  return join(session.cleanup.folder.socketDirectory, 'docker.sock');
}

/**
 * Starts the relay where a container of the plan mounts its socket: the engine sees our files, and the steps are to
 * have docker. Null where none is needed.
 */
export async function openRelay(session: Session, input: PlanInput): Promise<Result<Relay | null>> {
  const { facts, relaySocket, global, flags } = input;
  const isSeen = relaySocket !== null && enginePath(facts.engine.view, relaySocket) !== null;
  const isWanted = input.selectedSteps.some((name) => hasSocket(input, name));
  if (!isSeen || !isWanted || !global['docker-socket']) return succeed(null);
  const labels = new Map([
    ['buildrunner.build', facts.identity.buildId],
    ['buildrunner.owner', facts.identity.owner],
    ['buildrunner.role', 'child'],
    ...flags.containerLabels,
  ]);
  session.cleanup.folder.openSockets(session.cleanup.registry);
  return startRelay({
    socketPath: relaySocket,
    connection: facts.engine.connection,
    dial: () => dialEngine(session),
    labels,
    onAsk: () => session.unanswered.begin(),
    onCreate: (resource) => session.cleanup.registry.register(resource),
  });
}

function hasSocket({ buildFile }: PlanInput, step: string): boolean {
  const run = buildFile.steps.get(step)?.run;
  return run !== undefined && run['docker-socket'] !== false;
}

/** The engine's API over the docker CLI's own connection, whatever DOCKER_HOST or context is. */
function dialEngine(session: Session): Duplex {
  const input = new PassThrough();
  const { stdout, kill } = session.processes.stream({ argv: ['docker', 'system', 'dial-stdio'], stdin: input });
  const duplex = Duplex.from({ readable: stdout, writable: input });
  duplex.once('close', kill);
  return duplex;
}
