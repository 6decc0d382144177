import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism, loadavg } from "node:os";

/** How many times slower than usual this machine is: a factor; measured at boot if it is not set. */
export const slownessVariable = "PROVOST_TEST_SLOWNESS";

/** What deadlines of tests, and leases of their workers, are multiplied by; 1 or more. */
export const slowness = (): number => Math.max(1, Number(process.env[slownessVariable] ?? 1));

/**
 * How long something may take here and now that takes so long where the tests were written; a whole
 * number, as timeouts of processes are.
 */
export const onThisMachine = (time: number): number =>
  Math.ceil(time * Math.max(slowness(), busyness()));

/** How many times longer than alone work takes now, among all that wants a core: up to 5. */
const busyness = (): number => Math.min((loadavg()[0] ?? 0) / availableParallelism(), most);

/** As many as test files run at once. */
const atOnce = 4;
/** What it takes to start so many processes where each has a core. */
const usualMilliseconds = 80;
const most = 5;

/** Sets the factor, unless somebody has. What tests start is Node, and more of it than has a core. */
export async function setSlowness(): Promise<void> {
  if (process.env[slownessVariable]) return;
  const start = performance.now();
  const processes = Array.from({ length: atOnce }, () => spawn(process.execPath, ["--eval", ""]));
  await Promise.all(processes.map((each) => once(each, "exit")));
  const factor = (performance.now() - start) / usualMilliseconds;
  process.env[slownessVariable] = Math.min(Math.max(factor, 1), most).toFixed(1);
}
