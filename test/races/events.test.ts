import { expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { twoSessions } from "../support/twoSessions.ts";
import { value } from "../sql/rows.ts";

const database = useDatabase();
const emit = "select provost.emit_event('order.paid', '\"order/42\"', id => $1, occurred => $2)";

it.each(["2030-01-01T00:00:00Z", null])(
  "an event that two sessions emit with one id is one event: it occurred at %s",
  async (occurred) => {
    await using sessions = await twoSessions(database.connection);
    const { a, b } = sessions;
    const id = await value<string>(database.pool, "select provost_private.new_id()");
    await a.query("begin");
    await a.query(emit, [id, occurred]);
    const second = b.query(emit, [id, occurred]);
    await sessions.untilBlocked(b);
    await a.query("commit");
    expect((await second).rows).toEqual([{ emit_event: id }]);
    const count = "select count(*)::int from provost.events where id = $1";
    expect(await value(database.pool, count, [id])).toBe(1);
  },
);

it("an event that was emitted since a transaction began to read is for its next try", async () => {
  await using sessions = await twoSessions(database.connection);
  const { a, b } = sessions;
  const id = await value<string>(database.pool, "select provost_private.new_id()");
  const occurred = "2030-01-01T00:00:00Z";
  await b.query("begin isolation level repeatable read");
  await b.query("select count(*) from provost.events");
  await a.query(emit, [id, occurred]);
  await expect(b.query(emit, [id, occurred])).rejects.toMatchObject({ code: "40001" });
  await b.query("rollback");
});
