import { expect } from "vitest";
import type { Queryable } from "../../src/db/pool.ts";
import { rows } from "../sql/rows.ts";
import { eventually } from "../support/eventually.ts";

/**
 * Vacuums and analyzes all tables until no dead row is left, nor an entry of an index that leads to
 * one, which vacuum passes over where they are few. Those that somebody might still see stay, and
 * while the server analyzes a table by itself it might see any of them.
 */
export async function vacuum(db: Queryable): Promise<void> {
  await eventually(async () => {
    // What the session has changed must not be counted afterwards.
    await db.query("select pg_stat_force_next_flush()");
    await db.query("vacuum (analyze, index_cleanup on)");
    const left = "select relid::regclass, n_dead_tup from pg_stat_user_tables where n_dead_tup > 0";
    expect(await rows(db, left)).toEqual([]);
  });
}
