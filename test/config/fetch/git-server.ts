import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { serve, type LocalServer } from './servers.ts';

/** Nothing of the user's own git. */
const ENVIRONMENT = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  ...Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, 'tester'],
      [`GIT_${who}_EMAIL`, 'tester@localhost'],
    ]),
  ),
};

export function git(directory: string, ...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: directory, env: ENVIRONMENT, encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** Commits files to a repository of its own, or to one that is there; gives its folder. */
export function commitFiles(files: Readonly<Record<string, string>>, directory = temporaryDirectory()): string {
  git(directory, 'init', '--quiet', '--initial-branch', 'main');
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  git(directory, 'add', '--all');
  git(directory, 'commit', '--quiet', '--message', 'files');
  return directory;
}

/** Serves the repositories of a folder by http as git's own program for that does, to one user alone. */
export function serveGit(root: string, login: string): Promise<LocalServer> {
  return serve((incoming, response) => {
    if (incoming.headers.authorization !== `Basic ${Buffer.from(login).toString('base64')}`) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return;
    }
    answer(root, incoming, response);
  });
}

function answer(root: string, incoming: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(incoming.url ?? '', 'http://localhost');
  const child = spawn('git', ['-c', 'uploadpack.allowFilter=true', 'http-backend'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...ENVIRONMENT,
      ...{
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: pathname,
        QUERY_STRING: searchParams.toString(),
      },
      ...{ REQUEST_METHOD: incoming.method, CONTENT_TYPE: incoming.headers['content-type'] ?? '' },
      ...{ HTTP_CONTENT_ENCODING: incoming.headers['content-encoding'] ?? '' },
      ...{ GIT_PROTOCOL: String(incoming.headers['git-protocol'] ?? ''), REMOTE_ADDR: '127.0.0.1' },
    },
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.once('close', () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf('\r\n\r\n');
    const headers = output
      .toString('latin1', 0, Math.max(0, end))
      .split('\r\n')
      .map((line) => line.split(': '));
    const status = Number(headers.find(([name]) => name === 'Status')?.[1]?.slice(0, 3) ?? 200);
    response.writeHead(status, headers.filter(([name]) => name !== 'Status').flat());
    response.end(output.subarray(end + 4));
  });
  incoming.pipe(child.stdin);
}
