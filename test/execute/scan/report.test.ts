import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseScanReport } from '../../../src/execute/scan/report.ts';
import { folderOfFixture } from '../../config/fixture-files.ts';

const s = suite('the report of a scanner');

const FOLDER = folderOfFixture({ fixture: 'scan' });

const read = (name: string) => readFileSync(`${FOLDER}${name}.json`, 'utf8');

/** `<id> <score>` of each finding, and the highest score; null: it is no report. */
const rows: Readonly<Record<string, readonly [number, readonly string[]] | null>> = {
  none: [0, []],
  'nothing-to-look-at': [0, []],
  several: [9.8, ['CVE-2023-45853 9.8', 'CVE-2011-3374 3.7', 'CVE-2022-0001 null', 'CVE-2022-0002 7']],
  'vendor-only': [0, ['CVE-2024-0001 null', 'CVE-2024-0002 null']],
  malformed: null,
  'empty-object': null,
  empty: null,
};
for (const [name, expected] of Object.entries(rows)) {
  s(`"${name}" is read`, () => {
    const report = parseScanReport(read(name));
    const findings = report?.findings.map((one) => `${one.vulnerability_id} ${one.cvss_v3_score}`) ?? [];
    assert.equal(report === null ? null : [report.maxScore, findings], expected);
  });
}

s('all reports of the fixtures are read here', () => {
  assert.equal(
    readdirSync(FOLDER).sort(),
    Object.keys(rows)
      .map((name) => `${name}.json`)
      .sort(),
  );
});

for (const text of ['[]', '"x"', 'null', '{"Results": {}}', '{"Results": [{"Vulnerabilities": [{"CVSS": 9}]}]}']) {
  s(`${text} is no report`, () => assert.is(parseScanReport(text), null));
}

s('nothing where a list could be is an empty list', () => {
  for (const text of ['{"Results": null}', '{"Results": [{"Vulnerabilities": null}]}']) {
    assert.equal(parseScanReport(text), { maxScore: 0, findings: [], scoredByOthers: [] });
  }
});

s('keeps of a finding what artifacts.json has', () => {
  assert.equal(
    parseScanReport(read('several'))
      ?.findings.slice(0, 3)
      .filter((_, index) => index !== 1),
    [
      {
        cvss_v3_score: 9.8,
        severity: 'CRITICAL',
        vulnerability_id: 'CVE-2023-45853',
        pkg_name: 'zlib1g',
        installed_version: '1:1.2.13.dfsg-1',
        primary_url: 'https://avd.aquasec.com/nvd/cve-2023-45853',
      },
      {
        cvss_v3_score: null,
        severity: 'UNKNOWN',
        vulnerability_id: 'CVE-2022-0001',
        pkg_name: 'with-no-score',
        installed_version: '1.0.0',
        primary_url: null,
      },
    ],
  );
});

s('knows the scores that others give, where the NVD gives none', () => {
  const others = parseScanReport(read('vendor-only'))?.scoredByOthers ?? [];
  assert.equal(
    others.map(({ finding, score, source }) => `${finding.vulnerability_id} ${score} ${source}`),
    ['CVE-2024-0001 9.8 ghsa', 'CVE-2024-0002 7.5 ghsa'],
  );
});

s.run();
