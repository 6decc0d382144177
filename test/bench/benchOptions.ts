import { parseArgs } from "node:util";
import { rowNames, type RowName } from "./rows.ts";

export const help = `Usage: npm run bench -- [options]

Measures Provost, and next to it in the same run what it is compared with: the floor (raw SQL with
batched claims and grouped writes; for inserts, a plain insert of the same rows into a table with
the same columns, indexes and rules) and graphile-worker alone. Each measurement has a process and a
fresh database of its own, on an embedded PostgreSQL of this run with fsync and synchronous_commit
on. Repeats are interleaved; the table shows medians.

  --rows <names>     only these, separated by commas: ${rowNames.join(", ")}
  --reps <n>         repeats, 3 unless said otherwise
  --quick            small sizes, one repeat, no history: under a minute, not for judging goals
  --profile <folder> also write CPU profiles of Node and the statements of the server, which
                     makes everything slower
  -o, --output json  print all measurements as JSON instead of the table
  -h, --help

The rows steps, fanout and sequence do what is measured once before, the others a part of it:
workers go on for days, and what comes first pays for compiling and planning.

drain        from the start of a worker (limit 500) until all queued runs are Completed
steps        500 runs of 10 tasks, 50 runs at a time; from the insert to the last end
fanout       one run that maps a no-op task over 10,000 items; from the insert to its end
sequence     one run of 1,000 tasks, nothing else running; milliseconds a task
memory       what 80,000 runs leave in a warm worker's heap; the peak of the process of fanout
singleInserts  8 connections, one commit each; without a worker, and with one in another process
bulkInsert   100,000 runs whose parameters are validated against a JSON Schema
latency      200 inserts, 50 ms apart, into an idle system, until the flow's code runs
crowd        the same while 1,000,000 runs are due in another queue of the pool, as ratios to an empty
             one: it is paused, its limit is reached; and when the worker executes it, with less
             priority
fairness     20,000 runs of one fairness key and 100 of another that come after them: how much of
             all has started when the last of the few does
background   20,000 calls of a no-op task sent with delay at once by one process, then executed
history      the first four rows, single and bulk inserts and the latency again after 1,000,000
             finished runs, as a ratio to empty tables
prune        prune --older-than 7d of 1,000,000 runs that ended over the last 30 days: seconds, and
             what is left of the size of all tables (the room of rows that were deleted is not
             given back, but used again)
schedules    1,000 schedules that are due at the same instant: when the last of their runs starts.
             Provost's are a day apart and start from one instant some seconds ahead, so that each
             is planned, due, and planned again; graphile-worker's cron waits for the next minute.

Node and server: CPU microseconds a unit. others: cores that other programs kept busy while Provost
was measured; the more, the less the figures mean.`;

export interface BenchOptions {
  rows: readonly RowName[];
  reps: number;
  quick: boolean;
  profileFolder: string | undefined;
  asJson: boolean;
  wantsHelp: boolean;
}

/** Reads the command line; throws an Error that says what is wrong with it. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: "string" },
      reps: { type: "string" },
      quick: { type: "boolean", default: false },
      profile: { type: "string" },
      output: { type: "string", short: "o", default: "table" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (!["json", "table"].includes(values.output)) {
    throw new Error(`Expected --output json or table, got ${values.output}.`);
  }
  return {
    rows: readRows(values.rows, values.quick),
    reps: readRepeats(values.reps ?? (values.quick ? "1" : "3")),
    quick: values.quick,
    profileFolder: values.profile,
    asJson: values.output === "json",
    wantsHelp: values.help,
  };
}

const needsHistory = (name: RowName): boolean => name === "history" || name === "prune";

function readRows(given: string | undefined, isQuick: boolean): RowName[] {
  if (given === undefined) return rowNames.filter((name) => !(isQuick && needsHistory(name)));
  return given.split(",").map((name) => {
    const row = rowNames.find((known) => known === name);
    if (!row) throw new Error(`Expected rows out of ${rowNames.join(", ")}, got "${name}".`);
    if (isQuick && needsHistory(row)) throw new Error(`The row ${row} cannot be measured quickly.`);
    return row;
  });
}

function readRepeats(given: string): number {
  if (/^[1-9]\d*$/.test(given)) return Number(given);
  throw new Error(`Expected a whole number of repeats, 1 or more, got "${given}".`);
}
