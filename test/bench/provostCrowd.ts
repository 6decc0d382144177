import { type Connection, createPool } from "../../src/db/pool.ts";

// Written past the triggers, which would take a minute: rows as an insert of now leaves them.
// Their first states are left out, which nobody reads who looks for work.

const seedRuns = `
insert into provost.flow_runs (
  flow_id, deployment_id, deployment, work_queue_id, name, parameters, next_scheduled_start_time)
select d.flow_id, d.id, d.full_name, d.work_queue_id, 'crowded-run', '{"i": 1}',
  now() - ($2::int - i) * interval '1 us'
from provost.deployments d, generate_series(1, $2::int) i
where d.full_name = $1`;

/** Adds runs of a deployment that are due at once. */
export async function seedCrowd(
  connection: Connection,
  deployment: string,
  runs: number,
): Promise<void> {
  const pool = createPool(connection, {
    size: 1,
    serverOptions: { session_replication_role: "replica", synchronous_commit: "off" },
  });
  try {
    await pool.query(seedRuns, [deployment, runs]);
    await pool.query("vacuum (analyze)");
    await pool.query("checkpoint");
  } finally {
    await pool.end();
  }
}
