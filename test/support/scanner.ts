import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docker } from './engine.ts';
import type { Registry } from './registry.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** The version that is taken where the user names none. */
export const SCANNER_VERSION = '0.69.3';

/** What a stand-in for trivy does: it has no findings of its own, but those that lie in its cache. */
const PROGRAM = `#!/bin/sh
if [ "$1" = --version ]; then echo 'Version: 0.0.0-stand-in'; exit; fi
cache=$(sed -n 's/.*"cache-dir": "\\(.*\\)".*/\\1/p' /trivy/config.yaml)
echo "called with $*"
[ ! -S /var/run/docker.sock ] || echo 'the socket is there'
mkdir -p "$cache/db" && echo data >"$cache/db/fetched"
[ ! -e "$cache/stay" ] || { echo "scanner""stays"; sleep 1000; }
[ ! -e "$cache/answer.json" ] || cp "$cache/answer.json" /trivy/results.json
cp /trivy/config.yaml "$cache/config-was.yaml"
[ ! -e "$cache/code" ] || exit "$(cat "$cache/code")"
`;

/** Makes an image that looks like trivy's, under a name of the engine. */
export async function makeScannerImage(name: string): Promise<void> {
  const folder = temporaryDirectory();
  writeFileSync(join(folder, 'trivy'), PROGRAM, { mode: 0o755 });
  writeFileSync(
    join(folder, 'Dockerfile'),
    'FROM buildrunner-base:1\nCOPY trivy /bin/trivy\nENTRYPOINT ["trivy"]\nCMD []\n',
  );
  await docker('build', '--quiet', '--tag', name, folder);
}

/** Puts such an image into a registry, and there alone: who scans has to pull it. */
export async function offerScanner({ host }: Registry): Promise<void> {
  const name = `${host}/aquasec/trivy:${SCANNER_VERSION}`;
  await makeScannerImage(name);
  await docker('push', '--quiet', name);
  await docker('image', 'rm', name);
}
