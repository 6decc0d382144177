import type { Client, Queryable } from "../db/pool.ts";

/**
 * Replaces the database's clock by one that follows a one-row table. Only the databases of tests
 * have it: in production nothing can move time.
 */
export async function installTestClock(client: Client): Promise<void> {
  const { rows } = await client.query<{ volatility: string }>(
    `select case provolatile when 's' then 'stable' else 'volatile' end as volatility
     from pg_proc where oid = 'provost_private.clock_now()'::regprocedure`,
  );
  await client.query(`
    create table provost_private.test_clock (
      is_only boolean primary key default true check (is_only),
      offset_by interval not null default '0',
      frozen_at timestamptz
    );
    insert into provost_private.test_clock default values;
    grant select on provost_private.test_clock to public;
    create or replace function provost_private.clock_now() returns timestamptz
    language sql ${rows[0]?.volatility ?? "volatile"} parallel safe
    return (
      select coalesce(frozen_at, pg_catalog.clock_timestamp()) + offset_by
      from provost_private.test_clock
    );
    -- Ids are of the real time, whatever the clock tells: periods of history need not follow it.
    update provost_private.history_state set runs_until = 'infinity', events_until = 'infinity'`);
}

/** The clock of a test's database. It runs at real time until it is told otherwise. */
export const clock = {
  /** Stops the clock at an instant. */
  async freezeAt(db: Queryable, instant: Date | string): Promise<void> {
    await db.query(
      "update provost_private.test_clock set frozen_at = $1::timestamptz, offset_by = '0'",
      [instant],
    );
  },

  /** Stops the clock now, and tells when that is. */
  async freeze(db: Queryable): Promise<Date> {
    await db.query(
      `update provost_private.test_clock
       set frozen_at = date_trunc('milliseconds', clock_timestamp()), offset_by = '0'`,
    );
    return await clock.now(db);
  },

  /** Moves the clock on by an interval, such as `1 hour`, frozen or running. */
  async advance(db: Queryable, interval: string): Promise<void> {
    await db.query("update provost_private.test_clock set offset_by = offset_by + $1::interval", [
      interval,
    ]);
  },

  /** Moves the clock on to an instant, unless it is there already. Frozen or running, it stays so. */
  async advanceTo(db: Queryable, instant: Date): Promise<void> {
    await db.query(
      `update provost_private.test_clock
       set offset_by = offset_by
         + greatest('0', $1::timestamptz - coalesce(frozen_at, clock_timestamp()) - offset_by)`,
      [instant],
    );
  },

  async now(db: Queryable): Promise<Date> {
    const { rows } = await db.query<{ now: Date }>("select provost_private.clock_now() as now");
    const [row] = rows;
    if (!row) throw new Error("Expected the clock to answer");
    return row.now;
  },

  /** Back to real time. */
  async reset(db: Queryable): Promise<void> {
    await db.query("update provost_private.test_clock set frozen_at = null, offset_by = '0'");
  },
};
