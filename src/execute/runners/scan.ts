import { mkdir } from 'node:fs/promises';
import { toExecCommand } from '../../docker/exec.ts';
import { fail, messageOf, succeed, type Failure, type Result } from '../../failure.ts';
import type { MakeFolder, ScanImage } from '../../plan/operation.ts';
import { readFromContainer } from '../artifact/container-copy.ts';
import type { ExecutionContext } from '../context.ts';
import { dockerFailure } from '../docker-call.ts';
import { follow } from '../follow.ts';
import { askListedImage, listingPath, listingProperties } from '../image-listing.ts';
import { parseScanReport, type ScanReport } from '../scan/report.ts';
import { judge, namesOf } from '../scan/verdict.ts';
import { quoteOutput } from './command.ts';

/** Makes a folder of ours where it is missing. */
export async function makeFolder({ path }: MakeFolder): Promise<Result<void>> {
  try {
    await mkdir(path, { recursive: true });
    return succeed(undefined);
  } catch (error) {
    const reason = messageOf(error);
    const next = 'Name another folder, or give yourself the right to write there';
    return fail({ kind: 'environment', summary: `The folder "${path}" cannot be made`, details: [reason], next });
  }
}

/** Has an image scanned, tells in artifacts.json what was found, and fails where that is too bad. */
export async function scanImage(operation: ScanImage, context: ExecutionContext): Promise<Result<void>> {
  const { step, scanner } = operation;
  const text = `Scanning ${namesOf(operation)} for security issues using ${scanner}`;
  await context.emit({ kind: 'noticed', step, text });
  const began = context.now();
  const scanned = await runScanner(operation, context);
  if (!scanned.ok) return scanned;
  const seconds = ((context.now() - began) / 1000).toFixed(1);
  await context.emit({ kind: 'noticed', step, text: `Took ${seconds} second(s) to scan image` });
  const report = await readJudgeable(operation, context, scanned.value);
  if (!report.ok) return report;
  const told = await tell(operation, context, report.value);
  if (!told.ok) return told;
  const { failure, notices, warnings } = judge(operation, report.value, scanned.value.exitCode);
  for (const notice of notices) await context.emit({ kind: 'noticed', step, text: notice });
  for (const warning of warnings) await context.emit({ kind: 'warned', step, text: warning });
  return failure === null ? succeed(undefined) : fail(failure);
}

/** The report of a scan that has worked; it has, too, where the scanner fails as it was told to for what it finds. */
async function readJudgeable(
  operation: ScanImage,
  context: ExecutionContext,
  scanned: Scanned,
): Promise<Result<ScanReport>> {
  if (scanned.exitCode === 0) return readReport(operation, context);
  const report = scanned.exitCode === operation.findingsCode ? await readReport(operation, context) : null;
  return report?.ok === true ? report : fail(scannerFailure(operation, scanned));
}

interface Scanned {
  readonly exitCode: number;
  readonly lastLines: readonly string[];
}

async function runScanner(operation: ScanImage, context: ExecutionContext): Promise<Result<Scanned>> {
  const { step, container, argv } = operation;
  const speaker = { kind: 'step' } as const;
  const text = argv.join(' ');
  await context.emit({ kind: 'commandStarted', step, speaker, text });
  const docker = toExecCommand({ container, argv, environment: new Map(), user: undefined }, () => '');
  const running = follow(context, docker, { step, speaker });
  const result = await running.ended;
  if (result.exitCode === null) return fail(dockerFailure(`The scan of ${namesOf(operation)} was cut short`, result));
  const { exitCode } = result;
  await context.emit({ kind: 'commandFinished', step, speaker, text, exitCode });
  return succeed({ exitCode, lastLines: running.lastLines() });
}

function scannerFailure(operation: ScanImage, { exitCode, lastLines }: Scanned): Failure {
  const { step, scanner } = operation;
  return {
    kind: 'step',
    summary: `Step "${step}" failed: ${scanner} could not scan ${namesOf(operation)}, it exited with code ${exitCode}`,
    details: quoteOutput(lastLines),
    next: 'See what it says; "security-scan" of the step and of the global file hold its settings',
  };
}

async function readReport(operation: ScanImage, context: ExecutionContext): Promise<Result<ScanReport>> {
  const from = { container: operation.container, path: operation.report, isFollowed: false };
  return readFromContainer(from, context, async (copy) => {
    if (copy === null) return fail(reportFailure(operation, 'there is no report'));
    const chunks: Buffer[] = [];
    for await (const chunk of copy.top.content) chunks.push(chunk);
    const report = parseScanReport(Buffer.concat(chunks).toString());
    return report === null ? fail(reportFailure(operation, 'the report cannot be read')) : succeed(report);
  });
}

function reportFailure(operation: ScanImage, reason: string): Failure {
  const { step, scanner, report } = operation;
  return {
    kind: 'step',
    summary: `Step "${step}" failed: ${scanner} has scanned ${namesOf(operation)}, but ${reason}`,
    details: [`It was to leave its findings in "${report}" of its container, as JSON`],
    next: 'See what it says above; maybe "config" or "version" of "security-scan" does not fit it',
  };
}

/** Adds the findings to the entries of the image, also where they are too bad. */
async function tell(
  { step, image, platform, listings }: ScanImage,
  context: ExecutionContext,
  { maxScore, findings }: ScanReport,
): Promise<Result<void>> {
  const problem = `The image of step "${step}" could not be found`;
  const result = new Map<string, unknown>([
    ['max_score', maxScore],
    ['vulnerabilities', findings],
  ]);
  for (const listing of listings) {
    const listed = await askListedImage(context, { image, listing }, problem);
    if (!listed.ok) return listed;
    const path = listingPath(step, listed.value, listing);
    const scans = new Map([...(context.scans.get(path) ?? []), [platform, result]]);
    context.scans.set(path, scans);
    const properties = listingProperties(listed.value, listing, { scans });
    await context.emit({ kind: 'artifactCollected', step, path, properties, isListed: true });
  }
  return succeed(undefined);
}
