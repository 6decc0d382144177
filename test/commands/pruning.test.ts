import { describe, expect, it } from "vitest";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { finish, record, running } from "../sql/engine.ts";
import { value } from "../sql/rows.ts";
import { runProvost } from "./runProvost.ts";

const database = useDatabase();

const run = (...args: string[]) => runProvost(args, database);

describe("prune", () => {
  it("shows what there is to remove, and removes it", async () => {
    const { pool } = database;
    for (let i = 0; i < 3; i++) {
      const held = await running(pool);
      await record(pool, held);
      if (i < 2) await finish(pool, held);
    }
    await clock.advance(pool, "31 days");

    const shown = await run("prune", "--older-than", "30d", "--dry-run");
    expect(shown.stdout).toContain("Flow runs: 2");
    expect(shown.stderr).toContain("Nothing was changed");
    expect(await value(pool, "select count(*)::int from provost.flow_runs")).toBe(3);

    const pruned = await run("prune", "--older-than", "30 days", "--yes", "-o", "json");
    expect(JSON.parse(pruned.stdout)).toMatchObject({ flowRuns: 2, events: 0 });
    expect(await value(pool, "select count(*)::int from provost.flow_runs")).toBe(1);
    expect(await value(pool, "select count(*)::int from provost.task_runs")).toBe(1);
  });

  it("refuses to guess how old, and what is no length of time", async () => {
    expect((await run("prune")).code).toBe(2);
    const refused = await run("prune", "--older-than", "a while");
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain('Expected a length of time, got "a while".');
  });
});

describe("server health", () => {
  it("tells sizes and periods, and advises where something is alarming", async () => {
    await database.pool.query("update provost_private.history_state set trimmed = null");
    const { stdout, code } = await run("server", "health", "-o", "json");
    const facts: { name: string; isAlarming: boolean; advice: string | null }[] =
      JSON.parse(stdout);
    expect(facts.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["database", "periods of history", "oldest transaction", "dead rows"]),
    );
    expect(facts.filter(({ isAlarming }) => isAlarming)).toMatchObject([
      { name: "last trimmed", advice: "Start a worker or server, or call provost prune." },
    ]);
    expect(code).toBe(1);
  });
});
