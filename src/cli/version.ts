import { readFileSync } from 'node:fs';

/** Set by the bundler. */
declare const BUILDRUNNER_VERSION: string | undefined;

/** The version of the package: the bundler's word for it, or from source that of package.json. */
export function readVersion(): string {
  if (typeof BUILDRUNNER_VERSION === 'string') return BUILDRUNNER_VERSION;
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const hasVersion = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return hasVersion && typeof manifest.version === 'string' ? manifest.version : 'unknown';
}
