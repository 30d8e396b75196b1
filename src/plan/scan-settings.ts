import type { GlobalConfiguration, PushTarget, YamlValue } from '../config/build-file.ts';

type Given = NonNullable<PushTarget['security-scan']>;

/** How an image is scanned. */
export interface ScanSettings {
  readonly scanner: string;
  readonly version: string;
  /** The scanner's own configuration. */
  readonly config: ReadonlyMap<YamlValue, YamlValue>;
  /** Null: no weakness fails the step. */
  readonly threshold: number | null;
}

/** What holds where neither the global section nor that of the image says it (buildrunner 3.27). */
const SCANNER = 'trivy';
const VERSION = '0.69.3';
const CONFIG: ReadonlyMap<YamlValue, YamlValue> = new Map<YamlValue, YamlValue>([
  ['timeout', '20m'],
  ['exit-code', 0],
]);

/**
 * The keys of an image's own section go before those of the global one, also within `config`; a global `config` takes
 * the place of the default one (buildrunner 3.27). Null: the image is not scanned.
 */
export function scanSettings(global: GlobalConfiguration['security-scan'], own: Given = {}): ScanSettings | null {
  const { enabled, scanner, version, 'max-score-threshold': threshold }: Given = { ...global, ...given(own) };
  if (enabled !== true) return null;
  return {
    scanner: scanner ?? SCANNER,
    version: version ?? VERSION,
    config: new Map([...(global?.config ?? CONFIG), ...(own.config ?? [])]),
    threshold: threshold === undefined || threshold === 0 ? null : threshold,
  };
}

function given(section: Given): Given {
  return Object.fromEntries(Object.entries(section).filter(([, value]) => value !== undefined));
}
