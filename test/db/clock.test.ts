import { describe, expect, it } from "vitest";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";

const database = useDatabase();

describe("the clock of a test database", () => {
  it("stands still at the instant it was frozen at, and moves on when told to", async () => {
    const { pool } = database;
    await clock.freezeAt(pool, "2026-03-29T01:30:00Z");
    expect(await clock.now(pool)).toEqual(new Date("2026-03-29T01:30:00Z"));
    await clock.advance(pool, "1 hour");
    expect(await clock.now(pool)).toEqual(new Date("2026-03-29T02:30:00Z"));
  });

  it("runs at real time again after a reset", async () => {
    const { pool } = database;
    await clock.freezeAt(pool, "2000-01-01T00:00:00Z");
    await clock.reset(pool);
    expect(Math.abs((await clock.now(pool)).getTime() - Date.now())).toBeLessThan(60_000);
  });
});
