import { expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { finish, running, take } from "../engine.ts";
import { rows, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

it("fills in retries that nobody has named, for the holder of the run alone", async () => {
  const run = await running(db);
  const set = (epoch: number, retries: number) =>
    value(db, "select provost_private.set_default_retries($1, $2, $3, 1.5)", [
      run.id,
      epoch,
      retries,
    ]);
  const stored = () =>
    rows(db, "select retries, retry_delay_seconds from provost.flow_runs where id = $1", [run.id]);
  await db.query("update provost.flow_runs set retries = null where id = $1", [run.id]);

  expect(await set(run.epoch - 1, 7)).toBe(false);
  expect(await set(run.epoch, 2)).toBe(true);
  expect(await set(run.epoch, 5)).toBe(true);
  expect(await stored()).toEqual([{ retries: 2, retry_delay_seconds: 1.5 }]);
});

it("counts them from the attempt on in which they are filled in", async () => {
  const first = await running(db, { retries: 1 });
  await finish(db, first, { type: "FAILED" });
  const run = await take(db, first.id, first.worker);
  await db.query("update provost.flow_runs set retries = null where id = $1", [run.id]);
  const set = "select provost_private.set_default_retries($1, $2, 2, null)";
  expect(await value(db, set, [run.id, run.epoch])).toBe(true);
  const stored = "select run_count, retries from provost.flow_runs where id = $1";
  expect(await rows(db, stored, [run.id])).toEqual([{ run_count: 2, retries: 3 }]);
});
