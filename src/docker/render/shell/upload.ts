import type { Operation, ReadPackages, UploadPackages } from '../../../plan/operation.ts';
import { placeholder } from '../quote.ts';
import { attempt } from './container.ts';
import type { Script } from './script.ts';

/** What the script says of the packages; only twine looks into them. */
export function readPackagesLines(script: Script, { id, repositories }: ReadPackages): string[] {
  const text = `Preparing resulting packages for push to ${repositories.join('/')}.`;
  return [`say ${script.quote(text)}`, `passed ${script.numberOf(id)}`];
}

export function uploadLines(script: Script, operation: UploadPackages): string[] {
  const { id, url, username, steps, authority, certificate, isSkippingExisting } = operation;
  const flags = [
    ...(authority === null ? [] : ['--cert', authority]),
    ...(certificate === null ? [] : ['--client-cert', certificate]),
  ];
  const password = placeholder(passwordVariable(script.operations, operation));
  const words = [url, username, password, String(steps.length), ...steps, ...flags].map(script.quote);
  const skip = isSkippingExisting ? 'skip=yes' : 'skip=';
  return [
    skip,
    `${attempt(script, id, `Packages could not be uploaded to "${url}"`)} upload_packages ${words.join(' ')}`,
  ];
}

/** The variable by which the caller of the script hands over the password of an upload: one for each login. */
export function passwordVariable(operations: readonly Operation[], { url, username }: UploadPackages): string {
  const logins = operations.flatMap((one) => (one.kind === 'uploadPackages' ? [`${one.username} ${one.url}`] : []));
  const number = [...new Set(logins)].indexOf(`${username} ${url}`) + 1;
  return number === 1 ? 'TWINE_PASSWORD' : `TWINE_PASSWORD_${number}`;
}
