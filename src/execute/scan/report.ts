import * as v from 'valibot';
import { parseJson } from '../../facts/json.ts';

/** A weakness in an image; the keys are those of artifacts.json (buildrunner 3.27). */
export interface Finding {
  /** Of the National Vulnerability Database; null: it has none there. */
  readonly cvss_v3_score: number | null;
  readonly severity: string | null;
  readonly vulnerability_id: string | null;
  readonly pkg_name: string | null;
  readonly installed_version: string | null;
  readonly primary_url: string | null;
}

/** What a scanner has found. */
export interface ScanReport {
  /** 0: nothing has a score. */
  readonly maxScore: number;
  readonly findings: readonly Finding[];
  /** Findings without a score that counts, and the highest that somebody else gives them. */
  readonly scoredByOthers: readonly { readonly finding: Finding; readonly score: number; readonly source: string }[];
}

const text = v.nullish(v.string(), null);

const score = v.nullish(v.number());

const vulnerability = v.object({
  VulnerabilityID: text,
  PkgName: text,
  InstalledVersion: text,
  Severity: text,
  PrimaryURL: text,
  CVSS: v.nullish(v.record(v.string(), v.object({ V3Score: score })), {}),
});

/** The part of trivy's report that counts; where it has looked at nothing, or found nothing, the lists are left out. */
const report = v.object({
  Results: v.nullish(v.array(v.object({ Vulnerabilities: v.nullish(v.array(vulnerability), []) })), []),
});

/** Reads a report of trivy (`--format json`); null when it is none. */
export function parseScanReport(written: string): ScanReport | null {
  const value = parseJson(written);
  const parsed = v.safeParse(report, value);
  if (!parsed.success || !saysAnything(value)) return null;
  const all = parsed.output.Results.flatMap(({ Vulnerabilities: found }) => found).map((found) => ({
    found,
    finding: toFinding(found),
  }));
  const scores = all.flatMap(({ finding }) => finding.cvss_v3_score ?? []);
  return {
    maxScore: Math.max(0, ...scores),
    findings: all.map(({ finding }) => finding),
    scoredByOthers: all.flatMap(({ found, finding }) => {
      const other = finding.cvss_v3_score === null ? highestOf(found) : null;
      return other === null ? [] : [{ finding, ...other }];
    }),
  };
}

/** A list passes for an object of the schema, and an empty object is what is left of a report that was not written. */
function saysAnything(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}

type Vulnerability = v.InferOutput<typeof vulnerability>;

function toFinding(found: Vulnerability): Finding {
  return {
    cvss_v3_score: found.CVSS['nvd']?.V3Score ?? null,
    severity: found.Severity,
    vulnerability_id: found.VulnerabilityID,
    pkg_name: found.PkgName,
    installed_version: found.InstalledVersion,
    primary_url: found.PrimaryURL,
  };
}

function highestOf({ CVSS: scores }: Vulnerability): { readonly score: number; readonly source: string } | null {
  const given = Object.entries(scores).flatMap(([source, { V3Score: one }]) =>
    one === null || one === undefined ? [] : [{ source, score: one }],
  );
  return given.sort((a, b) => b.score - a.score)[0] ?? null;
}
