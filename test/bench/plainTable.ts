import { createPool } from "../../src/db/pool.ts";
import { provost } from "./provost.ts";
import type { Store, SystemKind } from "./system.ts";

// The rules that prepare_flow_run and the state machine see to are constraints here.
const createTwin = `
create table twin (
  like provost.flow_runs including all,
  check (jsonb_typeof(parameters) = 'object'),
  check (length(fairness_key) between 1 and 200),
  check ((state_type = 'SCHEDULED') = (next_scheduled_start_time is not null)),
  check ((state_type in ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED')) = (end_time is not null))
) with (fillfactor = 80)`;

const insertRows = `
insert into twin (
  flow_id, deployment_id, deployment, work_queue_id, name, parameters, next_scheduled_start_time)
select d.flow_id, d.id, d.full_name, d.work_queue_id, 'nimble-falcon', p, now()
from provost.deployments d cross join unnest($1::jsonb[]) p where d.full_name = 'typed/local'
returning id`;

const insertRow = `
insert into twin (
  flow_id, deployment_id, deployment, work_queue_id, name, parameters, next_scheduled_start_time)
values ($1, $2, 'typed/local', $3, 'nimble-falcon', $4, clock_timestamp()) returning id`;

/** The rows that Provost inserts, in a table with the same columns, indexes and rules: no trigger. */
export const plainTable: SystemKind<Store> = {
  async install(connection) {
    await provost.install(connection);
    const pool = createPool(connection, { size: 1 });
    await pool.query(createTwin);
    await pool.end();
  },
  async open(connection) {
    const pool = createPool(connection, { size: 1 });
    const { rows } = await pool.query<{ ids: string[] }>(
      `select array[flow_id, id, work_queue_id] as ids
       from provost.deployments where full_name = 'typed/local'`,
    );
    const ids = rows[0]?.ids ?? [];
    return {
      async insertMany(inputs) {
        await pool.query(insertRows, [inputs.map((input) => JSON.stringify(input))]);
      },
      inserter(connections) {
        const inserters = createPool(connection, { size: connections });
        return {
          async insert(input) {
            await inserters.query({ name: "i", text: insertRow, values: [...ids, input] });
          },
          close: () => inserters.end(),
        };
      },
      close: () => pool.end(),
    };
  },
};
