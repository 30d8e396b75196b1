const RETURN = 0x0d;

/**
 * Gives a function that turns the line ends of a terminal's output (CR LF) into plain ones, over pieces that are cut
 * anywhere: a CR at the end of a piece comes with the next one. Other CRs stay.
 */
export function plainLineEnds(): (chunk: Buffer) => Buffer {
  let isReturnHeld = false;
  return (chunk) => {
    const whole = isReturnHeld ? Buffer.concat([Buffer.of(RETURN), chunk]) : chunk;
    isReturnHeld = whole.at(-1) === RETURN;
    const ready = isReturnHeld ? whole.subarray(0, -1) : whole;
    if (!ready.includes('\r\n')) return ready;
    return Buffer.from(ready.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  };
}
