import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseScanReport } from '../../../src/execute/scan/report.ts';
import { judge } from '../../../src/execute/scan/verdict.ts';
import { formatFailure } from '../../../src/failure.ts';

const s = suite('the verdict on what a scanner has found');

const listing = { repository: 'registry:5000/web', tags: ['latest', 'build'], id: 'short', isMain: true } as const;

/** What is said: failures, then notices, then warnings. */
function said(name: string, threshold: number | null, exitCode = 0): readonly string[] {
  const file = new URL(`../../../fixtures/scan/${name}.json`, import.meta.url);
  const report = parseScanReport(readFileSync(file, 'utf8'));
  if (report === null) throw new Error('it is no report');
  const operation = { step: 'one', scanner: 'trivy', threshold, listings: [listing] };
  const { failure, notices, warnings } = judge(operation, report, exitCode);
  return [...(failure === null ? [] : formatFailure(failure)), ...notices, ...warnings];
}

s('nothing is said without a threshold', () => {
  assert.equal(said('several', null), []);
});

s('a score below the threshold is good', () => {
  assert.equal(said('several', 9.9), ['Max vulnerability score (9.8) is less than the configured threshold (9.9)']);
  assert.equal(said('none', 1), ['Max vulnerability score (0) is less than the configured threshold (1.0)']);
});

s('a score that reaches the threshold fails, with what has such a score, the worst first', () => {
  const next = 'Update what is named here in the image, or raise "max-score-threshold" of "security-scan".';
  const worst = '  CVE-2023-45853 in zlib1g 1:1.2.13.dfsg-1, 9.8, CRITICAL, https://avd.aquasec.com/nvd/cve-2023-45853';
  assert.equal(said('several', 9.8), [
    'Step "one" failed: max vulnerability score (9.8) of "registry:5000/web:build" has reached the configured threshold (9.8)',
    worst,
    next,
  ]);
  assert.equal(said('several', 7).slice(1), [
    worst,
    '  CVE-2022-0002 in ip 2.0.0, 7, HIGH, https://avd.aquasec.com/nvd/cve-2022-0002',
    next,
  ]);
});

s('a higher score of somebody else than the NVD is a warning', () => {
  assert.equal(said('vendor-only', 7), [
    'Max vulnerability score (0) is less than the configured threshold (7.0)',
    'CVE-2024-0001 in jinja 3.0 (and 1 more) has no score of the NVD, which alone counts for "max-score-threshold", but 9.8 by "ghsa"',
  ]);
  assert.is(said('vendor-only', 9.9).length, 1);
});

s('a scanner that was told to fail for what it finds does so', () => {
  assert.equal(said('vendor-only', null, 3), [
    'Step "one" failed: trivy has found 2 vulnerabilities in "registry:5000/web:build", and "exit-code: 3" of its configuration makes that a failure',
    '  CVE-2024-0001 in jinja 3.0, no score, CRITICAL, https://avd.aquasec.com/nvd/cve-2024-0001',
    '  CVE-2024-0002 in jinja 3.0, no score, HIGH',
    'Update what is named here in the image, or take "exit-code" out of "config" of "security-scan".',
  ]);
});

s('of many findings the first ten are named', () => {
  const finding = {
    severity: null,
    vulnerability_id: null,
    pkg_name: null,
    installed_version: null,
    primary_url: null,
  };
  const findings = Array.from({ length: 12 }, (_, index) => ({ ...finding, cvss_v3_score: index / 2 }));
  const operation = { step: 'one', scanner: 'trivy', threshold: 0.5, listings: [listing] };
  const { failure } = judge(operation, { maxScore: 5.5, findings, scoredByOthers: [] }, 0);
  assert.is(failure?.details?.length, 11);
  assert.equal(failure?.details?.slice(-2), [
    'a vulnerability in a package, 1',
    'and 1 more, see "docker:security-scan" in artifacts.json',
  ]);
});

s.run();
