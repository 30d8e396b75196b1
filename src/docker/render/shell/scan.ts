import type { MakeFolder, ScanImage } from '../../../plan/operation.ts';
import { toExecCommand } from '../../exec.ts';
import { attempt } from './container.ts';
import { entryOf } from './image.ts';
import { toCall, type Script } from './script.ts';

export function makeFolderLines(script: Script, { id, path }: MakeFolder): string[] {
  return [`${attempt(script, id, `The folder "${path}" cannot be made`)} mkdir -p ${script.quote(path)}`];
}

export function scanLines(script: Script, operation: ScanImage): string[] {
  const { id, container, argv, report, platform, threshold, findingsCode, listings, image, scanner } = operation;
  const names = listings.map(({ repository, tags }) => `"${repository}:${tags.at(-1) ?? ''}"`).join(', ');
  const entries = listings.map((listing) => entryOf(script, listing, image)).join(' ');
  const scan = toCall(
    script,
    toExecCommand({ container, argv, environment: new Map(), user: undefined }, script.resolve),
  );
  const limits = [threshold, findingsCode].map((limit) => (limit === null ? '' : String(limit)));
  const words = [container, report, platform, ...limits, names, entries].map(script.quote);
  const begin = attempt(script, id, `${names} did not pass the scan by ${scanner}`);
  return [`${begin} scan_image ${words.join(' ')} ${scan.text}`];
}
