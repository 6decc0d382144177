import { describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { deploy, enqueue } from "../engine.ts";
import { column } from "../rows.ts";
import { useTransaction } from "../transaction.ts";
import { secondsFrom } from "../vectors.ts";

describe("the runs that would be started next", () => {
  const db = useTransaction(useDatabase());

  it("come by their time, or, by priority, from each pool in turn", async () => {
    const now = await clock.freeze(db);
    const due = { urgent: [-10, -5], later: [-40, -30], other: [-20] };
    for (const [name, minutes] of Object.entries(due)) {
      const pool = name === "other" ? "B" : "A";
      if (name !== "later") await db.query("select provost.create_work_pool($1)", [pool]);
      await db.query("select provost.create_work_queue($1, $2)", [pool, name]);
      const deployment = await deploy(db, { work_pool_name: pool, work_queue_name: name });
      for (const minute of minutes) {
        await enqueue(db, { deployment, expected_start_time: secondsFrom(now, minute * 60) });
      }
    }
    const next = (byPriority: boolean) =>
      column<number>(
        db,
        `select round(extract(epoch from r.next_scheduled_start_time - $1) / 60)::integer
         from provost.get_scheduled_flow_runs(respect_queue_priorities => $2) with ordinality r
         order by r.ordinality`,
        [now, byPriority],
      );
    expect(await next(false)).toEqual([-40, -30, -20, -10, -5]);
    expect(await next(true)).toEqual([-20, -10, -5, -40, -30]);
  });
});
