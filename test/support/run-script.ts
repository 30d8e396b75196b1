import { spawn } from 'node:child_process';

/** Runs a script, without holding up what this process does for the engine. */
export function runScript(
  script: string,
  env: NodeJS.ProcessEnv,
): Promise<{ exitCode: number | null; output: string }> {
  const child = spawn('sh', ['-s'], { env, cwd: '/' });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.end(script);
  return new Promise((settle) =>
    child.once('close', (exitCode) => settle({ exitCode, output: Buffer.concat(chunks).toString() })),
  );
}
