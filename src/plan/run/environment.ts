import type { ContainerKeys, YamlValue } from '../../config/build-file.ts';
import { toPythonText } from '../../config/yaml/python-text.ts';
import type { Draft } from '../draft.ts';
import type { PlanInput } from '../input.ts';
import type { Environment, LateText } from '../operation.ts';
import type { RunPlace } from './place.ts';

/** Where the docker socket is found in a container, as in buildrunner 3.27. */
export const SOCKET_TARGET = '/dockerdaemon/docker.sock';

/**
 * The environment of a step's own container or of a service: what every container gets, then what tells them apart,
 * then the `env` of the build file, which may override all of that but DOCKER_HOST (buildrunner 3.27).
 */
export function planEnvironment(draft: Draft, place: RunPlace, env: ContainerKeys['env']): Environment {
  const environment = new Map<string, LateText | null>([
    ...draft.commonVariables,
    ['BUILDRUNNER_STEP_ID', draft.input.facts.identity.stepIds.get(place.step) ?? ''],
    ['BUILDRUNNER_STEP_NAME', place.step],
    ['BUILDRUNNER_SOURCE_CONTAINER', { late: 'containerId', from: place.source.created }],
    ['BUILDRUNNER_BUILD_CONTAINER', place.container],
    ...(env === undefined ? [] : textsOf(env)),
  ]);
  for (const [name, value] of gitSafeDirectory(environment)) environment.set(name, value);
  if (place.socket !== null) environment.set('DOCKER_HOST', `unix://${SOCKET_TARGET}`);
  return environment;
}

/** What every container of a build gets. */
export function commonVariables({
  variables,
  facts: { invoker },
}: PlanInput): readonly (readonly [string, string | null])[] {
  return [
    ...textsOf(variables),
    ['BUILDRUNNER_INVOKE_USER', invoker.user],
    ['BUILDRUNNER_INVOKE_UID', String(invoker.userId)],
    ['BUILDRUNNER_INVOKE_GROUP', invoker.group],
    ['BUILDRUNNER_INVOKE_GID', String(invoker.groupId)],
  ];
}

/**
 * /source belongs to another user than the container's, which git would refuse. Told by environment rather than by a
 * file in the user's home; added behind the settings that are made in the same way.
 */
function gitSafeDirectory(environment: Environment): [string, string][] {
  const own = Number(environment.get('GIT_CONFIG_COUNT') ?? '0');
  const index = Number.isSafeInteger(own) && own > 0 ? own : 0;
  return [
    ['GIT_CONFIG_COUNT', String(index + 1)],
    [`GIT_CONFIG_KEY_${index}`, 'safe.directory'],
    [`GIT_CONFIG_VALUE_${index}`, '/source'],
  ];
}

function textsOf(values: ReadonlyMap<string, YamlValue>): [string, string | null][] {
  return [...values].map(([name, value]) => [name, toPythonText(value)]);
}
