/**
 * Starts a clock that shows how many milliseconds of a processor this process has taken since: the time that something
 * takes where others have the machine, too.
 */
export function startProcessorClock(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    // Their sum is exact; how Linux divides it is a guess.
    return (user + system) / 1000;
  };
}
