import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';

/** A place in the built file, as stack traces name it: with its path only where node itself has loaded it. */
const PLACE = /(?:\/[^():]*)?\bbuildrunner\.cjs:(\d+):(\d+)/g;

/** What to tell of an error that nobody has foreseen: its stack trace, with places in the sources of the program. */
export function describeInternalError(error: unknown): string {
  return toSourcePlaces(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/** Whether it says that nobody reads our output any more: the other end of the pipe or the terminal is gone. */
export function isLostReader(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return false;
  return error.syscall === 'write' && (error.code === 'EPIPE' || error.code === 'EIO');
}

function toSourcePlaces(text: string): string {
  const map = text.search(PLACE) < 0 ? null : readSourceMap();
  if (map === null) return text;
  return text.replaceAll(PLACE, (place, line: string, column: string) => {
    const origin = map.findOrigin(Number(line), Number(column));
    return 'fileName' in origin ? `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}` : place;
  });
}

/** The map that stands beside the built file; null where that was taken elsewhere alone. */
function readSourceMap(): SourceMap | null {
  try {
    const map: unknown = JSON.parse(readFileSync(new URL('buildrunner.cjs.map', import.meta.url), 'utf8'));
    // @ts-expect-error: it is as the bundler made it.
    return new SourceMap(map);
  } catch {
    return null;
  }
}
