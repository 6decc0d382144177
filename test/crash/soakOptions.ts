import { parseArgs } from "node:util";
import { chooseSeed } from "./random.ts";
import { defaultLease, type Lease } from "./workerProcess.ts";

export const help = `Usage: npm run soak -- [options]

Plays faults at full length, with the heartbeats that workers have by default, on an embedded
PostgreSQL of its own with fsync on. Ends with 1 when anything was lost, written too late, or found
too late. The tests in test/crash/ play the same faults, shorter.

  --faults <names>   only these, separated by commas: kill, freeze, refreeze, block,
                     slots, cancel, reply, cut, crash, midst, outage
  --count <n>        how many kills, instead of 50; and a tenth as many freezes, a fifth as many
                     crashes, kills of holders of slots, and rounds of 124 cancelled runs, ten times
                     as many lost answers, twenty times as many cuts, a few blocks, one outage
  --seed <n>         the same moments and victims as in the run that printed this seed
  -h, --help

kill     worker processes, by SIGKILL, in the middle of their work; another is started each time
freeze   worker processes, by SIGSTOP, for three leases; thawed, they end the steps they had begun
refreeze the same, and again whenever they move, some of them within a transaction
block    the event loop of a worker, for more than a minute
slots    holders of slots, by SIGKILL and by SIGSTOP, while their limit is lowered and raised
cancel   runs, wherever they are: queued, at work, put aside, in line, calling, about to end
reply    the database carries out a call, and its answer is lost
cut      connections, by pg_terminate_backend
crash    PostgreSQL, as by pg_ctl restart -m immediate
midst    the same, while runs sleep, pause, call, send to the background, and wait for slots
outage   PostgreSQL, gone for three leases`;

export const faultNames = [
  "kill",
  "freeze",
  "refreeze",
  "block",
  "slots",
  "cancel",
  "reply",
  "cut",
  "crash",
  "midst",
  "outage",
] as const;
export type FaultName = (typeof faultNames)[number];

export interface SoakOptions {
  faults: readonly FaultName[];
  count: number;
  seed: number;
  lease: Lease;
  wantsHelp: boolean;
}

/** Reads the command line; throws an Error that says what is wrong with it. */
export function readOptions(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      faults: { type: "string" },
      count: { type: "string", default: "50" },
      seed: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  return {
    faults: readFaults(values.faults),
    count: readNumber("count", values.count, 1),
    seed: values.seed === undefined ? chooseSeed() : readNumber("seed", values.seed, 0),
    lease: defaultLease,
    wantsHelp: values.help,
  };
}

function readFaults(given: string | undefined): readonly FaultName[] {
  if (given === undefined) return faultNames;
  return given.split(",").map((name) => {
    const fault = faultNames.find((known) => known === name);
    if (fault) return fault;
    throw new Error(`Expected --faults out of ${faultNames.join(", ")}, got "${name}".`);
  });
}

function readNumber(option: string, given: string, least: number): number {
  if (/^\d+$/.test(given) && Number(given) >= least) return Number(given);
  throw new Error(`Expected --${option} to be a whole number, ${least} or more, got "${given}".`);
}
