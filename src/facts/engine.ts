import { hostname } from 'node:os';
import { join } from 'node:path';
import { toPlainPlatform } from '../config/platform.ts';
import type { EngineApi } from '../engine-api/engine-api.ts';
import { succeed, type Result } from '../failure.ts';
import type { RunCommand } from '../process/command.ts';
import { askForAliases, hasBuildx } from './buildx.ts';
import { findDockerAddress, socketPathOf, type DockerAddress, type Environment } from './docker-address.ts';
import { answerTimeout, askEngine, type EngineInfo } from './engine-info.ts';
import type { EngineFacts, FileView } from './facts.ts';
import { enginePath } from './file-view.ts';
import { hostFiles, type HostFiles } from './host-files.ts';
import { findContainerSigns, findOwnContainer, type ContainerSigns } from './own-container.ts';

export interface EngineQuestion {
  /** It is asked first of all. */
  readonly api: EngineApi;
  readonly run: RunCommand;
  /** Our own process environment. */
  readonly environment: Environment;
  /** Milliseconds that docker may take for anything; the first answer has no more than `answerTimeout` of it. */
  readonly timeout?: number;
  /** Images are going to be pushed. */
  readonly isPush?: boolean;
  /** Default: the machine's. */
  readonly files?: HostFiles;
  /** Default: the machine's. */
  readonly hostname?: string;
}

/**
 * What the engine can do and how it sees our files. Fails (kind `engine`) when no engine answers. Beside
 * the conversation there is one docker call for the address of a named context, and one for our own container, where we
 * seem to be in one.
 */
export async function gatherEngine(question: EngineQuestion): Promise<Result<EngineFacts>> {
  const { api, run, environment, files = hostFiles, hostname: name = hostname() } = question;
  const timeout = answerTimeout(question.timeout);
  const signs = findContainerSigns(files, name);
  const address = findDockerAddress({ run, environment, files });
  const hasPlugin = hasBuildx(environment, files);
  const [info, found, own, canAliasImages] = await Promise.all([
    askEngine(api, { run, timeout, address }),
    address,
    findOwnContainer(run, signs.ids, files),
    question.isPush === true && hasPlugin ? askForAliases(run, timeout) : false,
  ]);
  if (!info.ok) return info;
  const isOwnMachine = isOnThisMachine({ info: info.value, address: found, signs, files, hostname: name });
  const view: FileView =
    own !== null ? { kind: 'mapped', mounts: own.mounts } : { kind: isOwnMachine ? 'same' : 'apart' };
  return succeed({
    view,
    ownContainer: own?.id ?? null,
    canOverlayVolumes: canOverlayVolumes(info.value),
    volumesDirectory: `${info.value.rootDirectory}/volumes`,
    socket: engineSocket(view, found, files),
    connection: connectionTo(found),
    platform: toPlainPlatform(`${info.value.system}/${info.value.architecture}`),
    hasBuildKit: isAtLeast(info.value.version, 18, 9) && hasPlugin,
    canAliasImages,
    canExportCache: true,
  });
}

/**
 * Whether the engine sees our files as we do. A socket file says so, unless we are in a container: it may have been
 * mounted from the host, or be shared with a neighbour. Then, and for an address of the loopback, it needs a proof.
 */
function isOnThisMachine(question: {
  readonly info: EngineInfo;
  readonly address: DockerAddress;
  readonly signs: ContainerSigns;
  readonly files: HostFiles;
  readonly hostname: string;
}): boolean {
  const { info, address, signs, files } = question;
  const isSocket = socketPathOf(address) !== null;
  if (isSocket && !signs.isInContainer) return true;
  const isLoopback = /^(tcp|https?):\/\/(localhost|127\.[\d.]+|\[::1\])(:|\/|$)/.test(address.url);
  if (!isSocket && !isLoopback) return false;
  // The engine's own mark in its own folder; where that is not for us to read, its process beside ours.
  const mark = files.read(join(info.rootDirectory, 'engine-id'));
  if (mark !== null) return mark.trim() === info.id;
  return info.name === question.hostname && runsBesideUs(files);
}

function runsBesideUs(files: HostFiles): boolean {
  const ids = files.list('/proc').filter((name) => /^\d+$/.test(name));
  return ids.some((id) => files.read(`/proc/${id}/comm`)?.trim() === 'dockerd');
}

/** Overlays of volumes need the kernel's overlay file system, real root, and no labels or ids to be translated. */
function canOverlayVolumes(info: EngineInfo): boolean {
  const isOverlay = info.storageDriver === 'overlay2' || info.storageDriver === 'overlayfs';
  const isHindered = info.securityOptions.some((option) => /^(name=)?(rootless|selinux|userns)\b/.test(option));
  return isOverlay && info.system === 'linux' && !isHindered;
}

const DEFAULT_SOCKET = '/var/run/docker.sock';

function engineSocket(view: FileView, address: DockerAddress, files: HostFiles): string | null {
  const socket = socketPathOf(address) ?? (files.exists(DEFAULT_SOCKET) ? DEFAULT_SOCKET : null);
  if (socket === null) return null;
  return view.kind === 'same' ? socket : enginePath(view, files.resolve(socket));
}

function connectionTo(address: DockerAddress): EngineFacts['connection'] {
  const path = socketPathOf(address);
  return path === null ? { kind: 'dial' } : { kind: 'socket', path };
}

/** Whether a version such as `26.1.5+dfsg1` is at least major.minor; one that cannot be read is not. */
function isAtLeast(version: string, major: number, minor: number): boolean {
  const [, givenMajor, givenMinor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  const difference = Number(givenMajor) - major || Number(givenMinor) - minor;
  return difference >= 0;
}
