import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { earlierId, LogReader } from "../../../src/commands/watch/logReader.ts";
import type { Queryable } from "../../../src/db/pool.ts";
import { useDatabase } from "../../support/database.ts";
import { twoSessions } from "../../support/twoSessions.ts";

const database = useDatabase();

async function insert(db: Queryable, flowRunId: string, message: string): Promise<void> {
  await db.query(
    `insert into provost.logs (flow_run_id, level, name, message, timestamp)
     values ($1, 20, 'test', $2, now())`,
    [flowRunId, message],
  );
}

const messages = async (reader: LogReader): Promise<string[]> =>
  (await reader.readNew()).map(({ message }) => message);

describe("reading a log again and again", () => {
  it("gives each line once", async () => {
    const flowRunId = randomUUID();
    const reader = new LogReader(database.pool, flowRunId);
    expect(await messages(reader)).toEqual([]);
    await insert(database.pool, flowRunId, "one");
    expect(await messages(reader)).toEqual(["one"]);
    await insert(database.pool, flowRunId, "two");
    await insert(database.pool, flowRunId, "three");
    expect(await messages(reader)).toEqual(["two", "three"]);
    expect(await messages(reader)).toEqual([]);
  });

  it("does not miss a line that was written earlier but committed later", async () => {
    const flowRunId = randomUUID();
    const reader = new LogReader(database.pool, flowRunId);
    await using sessions = await twoSessions(database.connection);
    const { a, b } = sessions;
    await a.query("begin");
    await insert(a.client, flowRunId, "earlier");
    await insert(b.client, flowRunId, "later");
    expect(await messages(reader)).toEqual(["later"]);
    await a.query("commit");
    expect(await messages(reader)).toEqual(["earlier"]);
    expect(await messages(reader)).toEqual([]);
  });

  it("goes on after lines that were printed, and gives none before them", async () => {
    const flowRunId = randomUUID();
    for (const message of ["one", "two"]) await insert(database.pool, flowRunId, message);
    const printed = (await new LogReader(database.pool, flowRunId).readNew()).slice(1);
    await insert(database.pool, flowRunId, "three");
    expect(await messages(new LogReader(database.pool, flowRunId, printed))).toEqual(["three"]);
  });
});

describe("an earlier id", () => {
  it("is smaller than all ids made since", () => {
    const id = "019c1f5a-3b2c-7abc-8def-0123456789ab";
    expect(earlierId(id, 0) < id).toBe(true);
    expect(earlierId(id, 0x1_0000)).toBe("019c1f59-3b2c-7000-8000-000000000000");
    expect(earlierId("00000000-0001-7000-8000-000000000000", 5000)).toBe(
      "00000000-0000-7000-8000-000000000000",
    );
  });
});
