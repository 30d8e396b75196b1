import { toPythonFloat } from '../../config/yaml/python-float.ts';
import type { Failure } from '../../failure.ts';
import type { ScanImage } from '../../plan/operation.ts';
import type { Finding, ScanReport } from './report.ts';

/** So many findings are named in a message; artifacts.json has all. */
const NAMED_FINDINGS = 10;

/** What is to be said of a scan. */
export interface Verdict {
  /** Null: the image is good enough. */
  readonly failure: Failure | null;
  readonly notices: readonly string[];
  readonly warnings: readonly string[];
}

type Judged = Pick<ScanImage, 'step' | 'scanner' | 'threshold' | 'listings'>;

/** The references that a scan is for, quoted. */
export function namesOf({ listings }: Pick<ScanImage, 'listings'>): string {
  return listings.map(({ repository, tags }) => `"${repository}:${tags.at(-1) ?? ''}"`).join(', ');
}

/**
 * Judges by the score from which on a weakness is too bad, and by the exit code where the scanner was told to judge
 * for itself. Only scores of the National Vulnerability Database count (buildrunner 3.27); a higher one of somebody else
 * is worth a warning.
 */
export function judge(operation: Judged, report: ScanReport, exitCode: number): Verdict {
  const { threshold } = operation;
  const limit = threshold ?? Infinity;
  if (report.maxScore >= limit) return { ...NOTHING, failure: thresholdFailure(operation, report, limit) };
  if (exitCode !== 0) return { ...NOTHING, failure: scannersVerdict(operation, report, exitCode) };
  if (threshold === null) return NOTHING;
  const notice = `Max vulnerability score (${report.maxScore}) is less than the configured threshold (${toPythonFloat(threshold)})`;
  return { failure: null, notices: [notice], warnings: uncounted(report, threshold) };
}

const NOTHING: Verdict = { failure: null, notices: [], warnings: [] };

function thresholdFailure(operation: Judged, { findings, maxScore }: ScanReport, threshold: number): Failure {
  const { step } = operation;
  const bad = findings.filter(({ cvss_v3_score: score }) => score !== null && score >= threshold);
  return {
    kind: 'step',
    summary:
      `Step "${step}" failed: max vulnerability score (${maxScore}) of ${namesOf(operation)} has reached the ` +
      `configured threshold (${toPythonFloat(threshold)})`,
    details: named(bad),
    next: 'Update what is named here in the image, or raise "max-score-threshold" of "security-scan"',
  };
}

/** `exit-code` of the scanner's configuration makes it fail for what it finds. */
function scannersVerdict(operation: Judged, { findings }: ScanReport, exitCode: number): Failure {
  const { step, scanner } = operation;
  const count = `${findings.length} ${findings.length === 1 ? 'vulnerability' : 'vulnerabilities'}`;
  return {
    kind: 'step',
    summary:
      `Step "${step}" failed: ${scanner} has found ${count} in ${namesOf(operation)}, and ` +
      `"exit-code: ${exitCode}" of its configuration makes that a failure`,
    details: named(findings),
    next: 'Update what is named here in the image, or take "exit-code" out of "config" of "security-scan"',
  };
}

/** The worst come first. */
function named(findings: readonly Finding[]): string[] {
  const sorted = [...findings].sort((a, b) => (b.cvss_v3_score ?? 0) - (a.cvss_v3_score ?? 0));
  const lines = sorted.slice(0, NAMED_FINDINGS).map((finding) => {
    const { cvss_v3_score: score, severity, primary_url: url } = finding;
    return [describe(finding), score ?? 'no score', severity, url].filter((part) => part !== null).join(', ');
  });
  const rest = findings.length - lines.length;
  return rest === 0 ? lines : [...lines, `and ${rest} more, see "docker:security-scan" in artifacts.json`];
}

function describe({ vulnerability_id: id, pkg_name: name, installed_version: version }: Finding): string {
  return `${id ?? 'a vulnerability'} in ${[name ?? 'a package', ...(version === null ? [] : [version])].join(' ')}`;
}

function uncounted({ scoredByOthers }: ScanReport, threshold: number): string[] {
  const high = scoredByOthers.filter(({ score }) => score >= threshold).sort((a, b) => b.score - a.score);
  const [worst] = high;
  if (worst === undefined) return [];
  const more = high.length === 1 ? '' : ` (and ${high.length - 1} more)`;
  const { finding, score, source } = worst;
  return [
    `${describe(finding)}${more} has no score of the NVD, which alone counts for "max-score-threshold", ` +
      `but ${score} by "${source}"`,
  ];
}
