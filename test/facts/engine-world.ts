import { openEngineApi } from '../../src/engine-api/engine-api.ts';
import { chooseDial } from '../../src/facts/dial.ts';
import { formatFailure } from '../../src/failure.ts';
import { gatherEngine } from '../../src/facts/engine.ts';
import type { EngineFacts } from '../../src/facts/facts.ts';
import { scriptedFiles, scriptedRun, type Answer } from './scripted-run.ts';

export interface InfoFields {
  readonly version?: string;
  readonly system?: string;
  readonly driver?: string;
  readonly root?: string;
  readonly options?: readonly string[] | null;
  readonly name?: string;
}

/** The answer of `docker info` as it is asked for. */
export function info(fields: InfoFields = {}): Answer {
  const { version = '26.1.5+dfsg1', system = 'linux', driver = 'overlay2', root = '/var/lib/docker' } = fields;
  const { options = ['name=seccomp,profile=builtin'], name = 'host' } = fields;
  const values = { ID: 'engine id', Name: name, ServerVersion: version, OSType: system, Architecture: 'x86_64' };
  return {
    stdout: `${JSON.stringify({ ...values, Driver: driver, DockerRootDir: root, SecurityOptions: options })}\n`,
  };
}

/** The same answer over a connection. */
export function dialled({ stdout = '' }: Answer): Answer {
  return { stdout: `HTTP/1.0 200 OK\r\nServer: Docker\r\n\r\n${stdout}` };
}

export interface World {
  readonly info?: Answer;
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly links?: Readonly<Record<string, string>>;
  readonly hostname?: string;
  readonly answers?: Readonly<Record<string, Answer>>;
  readonly isPush?: boolean;
}

/** What is gathered in such a world, and the commands that it took. */
export async function gather(world: World) {
  const dial = world.info === undefined ? dialled(info()) : { exitCode: 1 };
  const answers = { 'docker system dial-stdio': dial, 'docker info': world.info ?? info(), ...world.answers };
  const { run, asked } = scriptedRun(answers);
  const files = scriptedFiles(world.files ?? {}, world.links);
  const environment = { HOME: '/home/me', ...world.environment };
  const result = await gatherEngine({
    api: openEngineApi(chooseDial(run, environment, files), 1000),
    isPush: world.isPush ?? false,
    ...{ run, files, environment, hostname: world.hostname ?? 'host' },
  });
  return { result, asked };
}

/** What is gathered; a failure throws. */
export async function factsOf(world: World): Promise<EngineFacts> {
  const { result } = await gather(world);
  if (!result.ok) throw new Error(formatFailure(result.failure).join('\n'));
  return result.value;
}
