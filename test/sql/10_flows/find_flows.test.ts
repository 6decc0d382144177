import { describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import { column, value } from "../rows.ts";
import { deploy } from "../engine.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

const find = (names: string[] | null) =>
  value<string[] | null>(db, "select provost_private.find_flows($1)", [names]);

describe("finding flows by name", () => {
  it("answers the id of each, once", async () => {
    await deploy(db, { flow: { name: "a" } });
    await deploy(db, { flow: { name: "b" } });
    const ids = await column<string>(db, "select id from provost.flows where name = any ('{a,b}')");
    expect((await find(["b", "a", "b"]))?.toSorted()).toEqual(ids.toSorted());
    expect(await find([])).toEqual([]);
    expect(await find(null)).toBeNull();
  });

  it("refuses a name that no flow has", async () => {
    await deploy(db, { flow: { name: "a" } });
    expect(await refusal(db, "select provost_private.find_flows('{a,no-such}')")).toMatchObject({
      code: "VONFD",
      message: "No flow is named 'no-such'.",
    });
  });
});
