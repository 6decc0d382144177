/** How much longer than usual the tests of faults are to play: a factor, 1 by default. */
export const scaleVariable = "PROVOST_TEST_FAULTS";

/** So many faults, times the factor that the environment names. */
export function times(count: number): number {
  return Math.max(1, Math.round(count * Number(process.env[scaleVariable] ?? 1)));
}
