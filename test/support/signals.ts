/** The signals that a build and the script of a plan catch, with the code that they exit with then. */
export const SIGNALS = [
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const;
