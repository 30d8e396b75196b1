/** Ends a process and all that it has started, at once; those that have ended already are no fault. */
export function killGroup(id: number): void {
  try {
    process.kill(-id, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}
