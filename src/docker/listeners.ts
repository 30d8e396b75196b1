import { dockerCommand, type DockerCommand } from './command.ts';

/** The state LISTEN in the kernel's tables. */
const LISTENING = '0A';
const TABLES = 'cat /proc/net/tcp /proc/net/tcp6 2>/dev/null || :';

/** Prints the TCP sockets of a running container's network. The container needs `sh` and `cat`. */
export function toListenersCommand(container: string): DockerCommand {
  return dockerCommand('exec', container, 'sh', '-c', TABLES);
}

/** Whether the kernel's tables have a socket that takes connections to the port from other containers. */
export function isListening(tables: string, port: number): boolean {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return tables.split('\n').some((line) => {
    const [, address = '', found, state] = /^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ ([0-9A-F]{2}) /.exec(line) ?? [];
    return found === wanted && state === LISTENING && !isLoopback(address);
  });
}

/** 127.0.0.0/8, ::1 and ::ffff:127.0.0.0/104; the tables print each four bytes as a little-endian number. */
function isLoopback(address: string): boolean {
  return /^(?:0{16}F{4}0{4}|0{16}0{4}F{4})?[0-9A-F]{6}7F$/.test(address) || /^0{24}01000000$/.test(address);
}
