import type {
  CreateContainer,
  CreateNetwork,
  ExecInContainer,
  StartContainer,
  WaitForPort,
} from '../../../plan/operation.ts';
import { toCreateContainerCommand, toCreateNetworkCommand, toFollowCommand, toStartCommand } from '../../container.ts';
import { toExecCommand } from '../../exec.ts';
import { toAddressCommand } from '../../inspect.ts';
import { quoteWord } from '../quote.ts';
import { lateVariable, toCall, withInput, withoutSecrets, type Script } from './script.ts';

/** `attempt <number> <problem>`: what stands before a command that may fail. */
export function attempt(script: Script, id: string, problem: string): string {
  return `attempt ${script.numberOf(id)} ${script.quote(problem)}`;
}

export function createNetworkLines(script: Script, operation: CreateNetwork): string[] {
  const problem = `The network of step "${operation.step ?? ''}" could not be created`;
  const call = toCall(script, toCreateNetworkCommand(operation));
  return [
    `networks="$networks "${script.quote(operation.name)}`,
    `${attempt(script, operation.id, problem)} ${call.text} >/dev/null`,
  ];
}

/** The names are noted before the things exist, so that nothing is left whenever a signal comes. */
export function createContainerLines(script: Script, operation: CreateContainer): string[] {
  const { id, name, mounts, image } = operation;
  const environment = withoutSecrets(operation.environment);
  const call = toCall(script, toCreateContainerCommand({ ...operation, environment }, script.resolve));
  const volumes = mounts.flatMap((mount) => (mount.kind === 'volume' && mount.name !== null ? [mount.name] : []));
  const begin = attempt(script, id, `A container of image "${image}" could not be created`);
  const text = call.isAltered ? `apart ${call.text}` : call.text;
  return [
    `containers="$containers "${script.quote(name)}`,
    ...volumes.map((volume) => `note_volume ${script.quote(volume)}`),
    ...(script.asked.has(`containerId ${id}`)
      ? [
          ...withInput(`${begin} ${text}`, call, ' >"$work/id"'),
          `read -r ${lateVariable(script, 'containerId', id)} <"$work/id" || :`,
        ]
      : withInput(`${begin} ${text}`, call, ' >/dev/null')),
  ];
}

export function startContainerLines(script: Script, operation: StartContainer): string[] {
  const { id, container, attach, speaker, step } = operation;
  const subject = speaker.kind !== 'service' ? `step "${step}"` : `service "${speaker.name}"`;
  const start = toCall(script, toStartCommand(operation)).text;
  if (attach === 'foreground') {
    return [`${attempt(script, id, `The command of the image of ${subject} failed`)} run ${start}`];
  }
  const plain = toCall(script, toStartCommand({ container, attach: 'none' })).text;
  const lines = [`${attempt(script, id, `The container of ${subject} could not be started`)} ${plain} >/dev/null`];
  if (attach === 'background' && speaker.kind === 'service') {
    const follow = toCall(script, toFollowCommand(container)).text;
    lines.push(`follow ${script.quote(speaker.name)} ${script.quote(container)} ${follow}`);
  }
  if (script.asked.has(`address ${id}`)) {
    const variable = lateVariable(script, 'address', id);
    lines.push(`${variable}=$(${toCall(script, toAddressCommand(container)).text})`, `${variable}=\${${variable}%% *}`);
  }
  return lines;
}

export function execLines(script: Script, operation: ExecInContainer): string[] {
  const { id, container, shown, isBackground, speaker } = operation;
  const environment = withoutSecrets(operation.environment);
  const call = toCall(script, toExecCommand({ ...operation, environment }, script.resolve), operation.argv.length);
  const text = (shown ?? operation.argv.join(' ')).replace(/\n$/, '');
  const said = shown === null ? [] : [`say ${quoteWord(`cmd> ${text}`)}`];
  const number = script.numberOf(id);
  if (isBackground) {
    const name = speaker.kind === 'service' ? speaker.name : operation.step;
    const line = `follow ${script.quote(name)} ${script.quote(container)} ${call.text}`;
    return [...said, ...withInput(line, call), `passed ${number}`];
  }
  const line = `run ${call.text}`;
  return [
    ...said,
    ...withInput(`if ${line}`, call, '; then status=0; else status=$?; fi'),
    `exited ${number} ${quoteWord(text)} "$status"`,
  ];
}

export function waitLines(script: Script, operation: WaitForPort): string[] {
  const { id, service, container, port, timeout } = operation;
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const seconds = Math.ceil(timeout / 1000);
  const words = ['wait_for', service, container, String(port), hex, String(seconds)].map(script.quote);
  return [`${attempt(script, id, `Service "${service}" is not ready`)} ${words.join(' ')}`];
}
