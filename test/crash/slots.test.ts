import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { slotsOf } from "../sql/20_limits/limits.ts";
import { onStage } from "./onStage.ts";
import { times } from "./scale.ts";
import type { Stage } from "./stage.ts";

const name = "scarce";

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

describe("holders of slots", () => {
  it.each(["SIGKILL", "SIGSTOP"] as const)(
    "that get %s leave none behind, and the limit holds, also while it is lowered and raised",
    (signal) =>
      onStage(async (stage) => {
        await stage.pool.query("select provost.create_concurrency_limit($1, 3)", [name]);
        for (let i = 0; i < 2; i++) stage.startWorker();
        await stage.untilWorkers(2);
        const watched = watchSlots(stage);
        for (let i = 0; i < 12; i++) await stage.start("slots", { limit: name, milliseconds: 300 });
        for (let fault = 0; fault < times(2); fault++) {
          const victim = stage.random.pick(await stage.busyWorkers());
          await stage.pause(stage.random.between(0, 300));
          victim.signal(signal);
          await stage.pool.query("select provost.update_concurrency_limit($1, $2)", [
            name,
            1 + (fault % 3),
          ]);
          stage.startWorker();
          await stage.declaredDeadAt(victim.pid);
          victim.signal("SIGCONT");
        }
        await stage.pool.query("select provost.update_concurrency_limit($1, 3)", [name]);
        await stage.untilAllEnded(60);
        expect(await watched.most()).toBeLessThanOrEqual(3);
        expect(await slotsOf(stage.pool, name)).toEqual([]);
        const { rows } = await stage.pool.query<{ state_name: string }>(
          "select distinct state_name from provost.flow_runs",
        );
        expect(rows).toEqual([{ state_name: "Completed" }]);
        expect((await stage.judge()).faults).toEqual([]);
      }),
  );
});
