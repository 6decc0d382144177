import { setTimeout as sleep } from "node:timers/promises";
import { slotsOf } from "../sql/20_limits/limits.ts";
import type { Stage } from "./stage.ts";

export interface HolderOptions {
  signal: "SIGKILL" | "SIGSTOP";
  faults: number;
  /** That each hold a slot, at each fault. */
  runs: number;
}

const name = "scarce";
const limit = 3;

/**
 * Kills or freezes workers that hold slots, while their limit is lowered and raised, and answers
 * one sentence for each thing that must not be.
 */
export async function faultHolders(
  stage: Stage,
  { signal, faults, runs }: HolderOptions,
): Promise<string[]> {
  const { pool } = stage;
  await pool.query("select provost.create_concurrency_limit($1, $2, overwrite => true)", [
    name,
    limit,
  ]);
  for (let i = 0; i < 2; i++) stage.startWorker();
  await stage.untilWorkers(2);
  const watched = watchSlots(stage);
  for (let fault = 0; fault < faults; fault++) {
    if ((await stage.count("SCHEDULED", "RUNNING")) < runs) {
      for (let i = 0; i < runs; i++) await stage.start("slots", { limit: name, milliseconds: 300 });
    }
    const victim = stage.random.pick(await stage.busyWorkers());
    await stage.pause(stage.random.between(0, 300));
    victim.signal(signal);
    const lowered = 1 + (fault % limit);
    await pool.query("select provost.update_concurrency_limit($1, $2)", [name, lowered]);
    stage.startWorker();
    await stage.declaredDeadAt(victim.pid);
    victim.signal("SIGCONT");
    stage.tell(`${signal} ${fault + 1} of ${faults}.`);
  }
  await pool.query("select provost.update_concurrency_limit($1, $2)", [name, limit]);
  await stage.untilAllEnded(60);
  const most = await watched.most();
  const left = await slotsOf(pool, name);
  const { rows } = await pool.query<{ id: string; state_name: string }>(
    "select id, state_name from provost.flow_runs where state_name <> 'Completed'",
  );
  return [
    ...(most > limit ? [`${most} slots were held of ${limit}.`] : []),
    ...left.map((slot) => `A slot is left: ${JSON.stringify(slot)}.`),
    ...rows.map(({ id, state_name }) => `Run ${id} became ${state_name}.`),
  ];
}

/** Looks again and again how many slots are held; answers the most that it saw. */
function watchSlots({ pool }: Stage): { most(): Promise<number> } {
  const isOver = new AbortController();
  const watching = (async () => {
    let most = 0;
    while (!isOver.signal.aborted) {
      const slots = await slotsOf(pool, name);
      most = Math.max(most, slots.filter(({ status }) => status === "HELD").length);
      await sleep(20);
    }
    return most;
  })();
  return {
    most() {
      isOver.abort();
      return watching;
    },
  };
}
