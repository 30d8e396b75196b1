/** The signals that end a program from outside, with the code of one that catches them and clears up first. */
export const SIGNALS = [
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const;
