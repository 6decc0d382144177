import { expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { running } from "../engine.ts";
import { value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

it("names a run for its holder, and for nobody who held it before", async () => {
  const run = await running(db);
  const rename = (epoch: number, name: string) =>
    value(db, "select provost_private.rename_flow_run($1, $2, $3)", [run.id, epoch, name]);
  const name = () => value(db, "select name from provost.flow_runs where id = $1", [run.id]);

  expect(await rename(run.epoch, "report of Monday")).toBe(true);
  expect(await rename(run.epoch, "report of Monday")).toBe(true);
  expect(await name()).toBe("report of Monday");
  expect(await rename(run.epoch - 1, "report of Sunday")).toBe(false);
  expect(await name()).toBe("report of Monday");
});
