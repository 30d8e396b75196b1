import { BASE } from '../support/build.ts';

/** A service that runs on. */
export const SERVICE = { ...BASE, cmd: 'sleep 1000' };

/** A step that runs on beside a service, once it has written `commandruns`. */
export const LASTING = { one: { run: { ...BASE, services: { web: SERVICE }, cmd: 'echo command""runs; sleep 1000' } } };

/** The files of a project whose build is over soon. */
export const SMALL = { 'buildrunner.yaml': JSON.stringify({ steps: { small: { run: { ...BASE, cmd: 'true' } } } }) };
