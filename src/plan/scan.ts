import { toPlainValue } from '../config/yaml/plain-value.ts';
import type { Draft } from './draft.ts';
import type { ImageListing, OperationId } from './operation.ts';
import type { StepImage } from './push-task.ts';
import type { ScanSettings } from './scan-settings.ts';
import { planScanner, SCAN_CONFIGURATION, type ScanPlace } from './scanner.ts';

/** Where the scanner leaves its report (buildrunner 3.27). */
const REPORT = '/trivy/results.json';

/** An image in a repository that is to be scanned. */
export interface WantedScan {
  readonly settings: ScanSettings;
  readonly listing: ImageListing;
  /** The image has its tags there once this has succeeded. */
  readonly tagged: OperationId;
}

/** Scans the image of a step: once for all repositories that want it in the same way, one way after the other. */
export function planScans(
  draft: Draft,
  place: { readonly step: string; readonly begun: OperationId },
  image: StepImage,
  wanted: readonly WantedScan[],
): void {
  const groups = new Map<string, WantedScan[]>();
  for (const one of wanted) {
    const key = JSON.stringify([one.settings, toPlainValue(one.settings.config)]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  let begun: readonly OperationId[] = [place.begun];
  for (const group of groups.values()) {
    const [first] = group;
    if (first !== undefined) begun = planScan(draft, { ...place, begun, settings: first.settings }, image, group);
  }
}

/** @returns what has succeeded when the scanner has done its work and its data can be used again. */
function planScan(
  draft: Draft,
  place: ScanPlace,
  image: StepImage,
  group: readonly WantedScan[],
): readonly OperationId[] {
  const { step, settings } = place;
  const scanner = planScanner(draft, place);
  // Of an image for several platforms each is scanned, one after the other (buildrunner 3.27).
  const parts = image.parts.length === 0 ? [{ image: image.name, platform: nativePlatform(draft) }] : image.parts;
  let scanned = scanner.ready;
  for (const part of parts) {
    scanned = draft.add({
      ...{ id: `${step}/scan`, kind: 'scanImage', step, follows: [], cause: `steps.${step}.push: security-scan` },
      dependsOn: [scanned, ...image.ready, ...new Set(group.map(({ tagged }) => tagged))],
      container: scanner.container,
      image: part.image,
      platform: part.platform,
      scanner: settings.scanner,
      argv: [settings.scanner, '--config', SCAN_CONFIGURATION, 'image', '-f', 'json', '-o', REPORT, part.image],
      report: REPORT,
      threshold: settings.threshold,
      findingsCode: findingsCodeOf(settings),
      listings: group.map(({ listing }) => listing),
    });
  }
  return [scanned, ...scanner.keepCache(scanned)];
}

function findingsCodeOf({ config }: ScanSettings): number | null {
  const code = config.get('exit-code');
  return typeof code === 'number' && code !== 0 ? code : null;
}

/** The platform of this machine in docker's words, as buildrunner 3.27 calls that of an image for one platform. */
function nativePlatform({ input: { facts } }: Draft): string {
  const names = new Map([
    ['x86_64', 'amd64'],
    ['aarch64', 'arm64'],
  ]);
  const { machine } = facts.invoker;
  return `linux/${names.get(machine) ?? machine}`;
}
