import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Login } from './registry.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** Somebody whom a registry of the tests lets in. */
export const LOGIN: Login = {
  user: 'pusher',
  password: 'S3cret-of-the-registry',
  hash: '$2b$05$abcdefghijklmnopqrstuuYfzswe84/JKmF095KVV06Gzl40TZiem',
};

/** What a client sends for it. */
export const LOGIN_AUTH = Buffer.from(`${LOGIN.user}:${LOGIN.password}`).toString('base64');

/** A folder for DOCKER_CONFIG that is logged in at a registry, as `docker login` leaves it. */
export function loggedIn(host: string): string {
  const config = temporaryDirectory();
  mkdirSync(config, { recursive: true });
  writeFileSync(join(config, 'config.json'), JSON.stringify({ auths: { [host]: { auth: LOGIN_AUTH } } }));
  return config;
}
