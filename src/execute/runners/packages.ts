import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createSecureContext } from 'node:tls';
import { basic, postWeb, type Trust } from '../../config/fetch/web-request.ts';
import { redactorOf } from '../../config/secrets.ts';
import { fail, messageOf, succeed, type Failure, type Result } from '../../failure.ts';
import type { ReadPackages, UploadPackages } from '../../plan/operation.ts';
import type { ExecutionContext } from '../context.ts';
import { announced } from '../progress.ts';
import { judgeAnswer, type Judgement } from '../pypi/answer.ts';
import { toUploadForm } from '../pypi/form.ts';
import { readPackageFile, type PackageFile } from '../pypi/package-file.ts';

/** What `type` of an artifact says that it is a Python package (buildrunner 3.27). */
const PACKAGE_TYPES = ['python-sdist', 'python-wheel'];

/** Milliseconds before each further attempt. */
const PAUSES = [1000, 3000];

/** Milliseconds that an index may be silent: one that looks into what it gets takes its time. */
const SILENCE = 300_000;

/** Reads the packages that a step has left, and fails where one is none. */
export async function readPackages(operation: ReadPackages, context: ExecutionContext): Promise<Result<void>> {
  const { step, repositories } = operation;
  const text = `Preparing resulting packages for push to ${repositories.join('/')}.`;
  await context.emit({ kind: 'noticed', step, text });
  const packages: PackageFile[] = [];
  for (const path of packagePaths(step, context)) {
    const read = await readPackageFile(join(context.facts.resultsDirectory, path));
    if (typeof read === 'string') return fail(noPackage(step, path, read));
    packages.push(read);
  }
  context.packages.set(step, packages);
  if (packages.length > 0) return succeed(undefined);
  const missing = `Step "${step}" has no Python package to push: none of its artifacts has "type: python-wheel" or "type: python-sdist"`;
  await context.emit({ kind: 'warned', step, text: missing });
  return succeed(undefined);
}

function packagePaths(step: string, { artifacts }: ExecutionContext): string[] {
  return [...artifacts].flatMap(([path, properties]) => {
    const type = properties?.get('type');
    return path.startsWith(`${step}/`) && typeof type === 'string' && PACKAGE_TYPES.includes(type) ? [path] : [];
  });
}

function noPackage(step: string, path: string, reason: string): Failure {
  return {
    kind: 'step',
    summary: `Step "${step}" failed: "${path}" is no Python package that can be pushed: ${reason}`,
    next: 'Make it with "python -m build", or take its "type" away from "artifacts"',
  };
}

/** Uploads the packages of some steps one by one; after one that fails, nothing more is uploaded. */
export async function uploadPackages(operation: UploadPackages, context: ExecutionContext): Promise<Result<void>> {
  const trust = readTrust(operation);
  if (!trust.ok) return trust;
  for (const step of operation.steps) {
    for (const one of context.packages.get(step) ?? []) {
      const title = `Uploading ${one.fileName}`;
      const id = `${operation.id} ${step}/${one.fileName}`;
      const uploaded = await announced(context, { id, step, title, unit: 'bytes' }, () =>
        uploadPatiently(operation, one, { step, context, trust: trust.value }),
      );
      if (!uploaded.ok) return uploaded;
    }
  }
  return succeed(undefined);
}

interface Upload {
  readonly step: string;
  readonly context: ExecutionContext;
  readonly trust: Trust;
}

/** Tries again where the network or the server is in trouble, with a warning. */
async function uploadPatiently(
  operation: UploadPackages,
  one: PackageFile,
  { step, context, trust }: Upload,
): Promise<Result<void>> {
  const { url } = operation;
  let judged = await upload(operation, one, { context, trust });
  for (const milliseconds of PAUSES) {
    if (judged.kind !== 'troubled' || context.signal.aborted) break;
    const text = `${judged.failure.summary}; trying again in ${milliseconds / 1000} s`;
    await context.emit({ kind: 'warned', step, text });
    await pause(milliseconds, undefined, { signal: context.signal }).catch(() => undefined);
    judged = await upload(operation, one, { context, trust });
  }
  if (judged.kind === 'troubled' || judged.kind === 'refused') return fail(judged.failure);
  const text =
    judged.kind === 'uploaded'
      ? `Uploaded "${one.fileName}" to "${url}"`
      : `Skipped "${one.fileName}", which "${url}" has already`;
  await context.emit({ kind: 'noticed', step, text });
  return succeed(undefined);
}

async function upload(
  operation: UploadPackages,
  one: PackageFile,
  { context, trust }: Omit<Upload, 'step'>,
): Promise<Judgement> {
  const { url, username, password, isSkippingExisting } = operation;
  const { contentType, length, open } = toUploadForm(one);
  const answer = await postWeb({
    ...{ url: new URL(url), headers: { authorization: basic(username, password) }, contentType, length, body: open() },
    ...{ environment: context.facts.environment, silence: SILENCE, signal: context.signal, trust },
  });
  const { fileName } = one;
  if (answer.kind === 'answered') return judgeAnswer({ fileName, url, password, isSkippingExisting }, answer);
  const reason = redactorOf([password])(answer.reason);
  const summary = `"${fileName}" could not be uploaded: "${url}" ${reason}`;
  const next = answer.certificate === undefined ? answer.next : CERTIFICATE_ADVICE[answer.certificate];
  const failure: Failure = { kind: 'environment', summary, next };
  return { kind: answer.isPassing ? 'troubled' : 'refused', failure };
}

const CERTIFICATE_ADVICE = {
  theirs: 'Name a file with the certificate of its authority in TWINE_CERT, or as "ca_cert" in ~/.pypirc',
  ours: 'Name a file with your certificate and its key in TWINE_CLIENT_CERT, or as "client_cert" in ~/.pypirc',
} as const;

/** The certificates that are named; that of our own may hold its key too. */
function readTrust({ authority, certificate }: UploadPackages): Result<Trust> {
  const texts: Record<string, string> = {};
  for (const [name, path] of [
    ['ca', authority],
    ['cert', certificate],
  ] as const) {
    if (path === null) continue;
    try {
      texts[name] = readFileSync(path, 'utf8');
    } catch (error) {
      const reason = messageOf(error);
      const next = 'Correct its path in ~/.pypirc, or in TWINE_CERT or TWINE_CLIENT_CERT';
      return fail({ kind: 'environment', summary: `The certificate "${path}" cannot be read: ${reason}`, next });
    }
  }
  const { ca, cert } = texts;
  const trust = { ...(ca === undefined ? {} : { ca }), ...(cert === undefined ? {} : { cert, key: cert }) };
  try {
    createSecureContext(trust);
    return succeed(trust);
  } catch (error) {
    const reason = messageOf(error);
    const next = 'Put a certificate in PEM and, without a password, its key into the file';
    return fail({
      kind: 'environment',
      summary: `The certificate "${certificate ?? authority ?? ''}" cannot be used: ${reason}`,
      next,
    });
  }
}
