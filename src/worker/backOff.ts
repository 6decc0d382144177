const firstMilliseconds = 1000;
const longestMilliseconds = 30_000;

/**
 * How long to wait before connecting again, in milliseconds: 1 s, doubled with each failure, and
 * 30 s from then on, for ever. The exponent is capped before it is used, so that no number of
 * failures makes the pause short again or endless.
 */
export function backOff(failures: number): number {
  return Math.min(firstMilliseconds * 2 ** Math.min(failures, 5), longestMilliseconds);
}
