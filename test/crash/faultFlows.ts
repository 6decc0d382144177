import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { concurrency } from "../../src/flow/concurrency.ts";
import { flow } from "../../src/flow/flow.ts";
import { flowRun } from "../../src/flow/runs/runtime.ts";
import { task } from "../../src/flow/task.ts";

const block = task({ name: "block" }, async (milliseconds: number) => {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
});

/** Keeps the event loop of its process busy, so that nothing else of it gets a turn. */
export const blockingFlow = flow(
  { name: "blocking", parameters: z.object({ milliseconds: z.number().int() }) },
  async ({ milliseconds }) => {
    await block(milliseconds);
  },
);

const kill = task({ name: "kill" }, async (how: "exit" | "abort", after: number) => {
  await sleep(after);
  if (how === "exit") process.exit(3);
  process.abort();
});

/** Takes its whole process along, and whatever else runs in it. */
export const poisonFlow = flow(
  {
    name: "poison",
    parameters: z.object({ how: z.enum(["exit", "abort"]), milliseconds: z.number().int() }),
  },
  async ({ how, milliseconds }) => {
    await kill(how, milliseconds);
  },
);

const hold = task({ name: "hold", transactional: true }, async (sql, milliseconds: number) => {
  if (flowRun.fencingToken > 1) return "held by nobody";
  await sql.query("select from provost_private.active_runs where flow_run_id = $1 for share", [
    flowRun.id,
  ]);
  await sleep(milliseconds);
  return "held";
});

/** Keeps its own fence locked within a transaction, the first time that it is executed. */
export const holdingFlow = flow(
  { name: "holding", parameters: z.object({ milliseconds: z.number().int() }) },
  async ({ milliseconds }) => await hold(milliseconds),
);

/** Holds a slot of a concurrency limit, step after step. */
export const slotFlow = flow(
  {
    name: "slots",
    parameters: z.object({ limit: z.string(), milliseconds: z.number().int() }),
  },
  async ({ limit, milliseconds }) => {
    await concurrency(limit, () => sleep(milliseconds));
  },
);
