import { randomBytes, randomUUID } from 'node:crypto';
import type { Identity } from './facts.ts';

export interface IdentityQuestion {
  /** Whose the build is (see `Identity.owner`). */
  readonly owner: string;
  /** `-n`. */
  readonly buildNumber?: string | undefined;
  readonly stepNames: readonly string[];
  /** Start of the build, milliseconds since 1970. */
  readonly startedAt: number;
}

/** Gives the build and its steps their ids; new ones at each call. */
export function createIdentity({ owner, buildNumber, stepNames, startedAt }: IdentityQuestion): Identity {
  const buildTime = Math.floor(startedAt / 1000);
  return {
    buildId: `buildrunner-${randomBytes(5).toString('hex')}`,
    owner,
    buildNumber: buildNumber ?? String(buildTime),
    buildTime,
    stepIds: new Map(stepNames.map((name) => [name, randomUUID()])),
  };
}
