import { randomBytes } from "node:crypto";
import type { Queryable } from "../../src/db/pool.ts";

// What a test needs but is not about: valid by default, through the public door of the database.

export const aName = (prefix = "thing"): string => `${prefix}-${randomBytes(4).toString("hex")}`;

export interface MadeDeployment {
  id: string;
  /** Flow and deployment, such as `etl/nightly`. */
  fullName: string;
}

/** A deployment of a new flow, in the default work pool; `given` goes to `provost.deploy`. */
export async function aDeployment(db: Queryable, given: object = {}): Promise<MadeDeployment> {
  const definition = { flow: { name: aName("flow") }, name: "local", ...given };
  return await made<MadeDeployment>(
    db,
    `select id, full_name as "fullName" from provost.deploy($1)`,
    [JSON.stringify(definition)],
  );
}

export interface FlowRunChoices {
  /** Full name of its deployment. A new one by default. */
  deployment?: string;
  parameters?: object;
  expectedStartTime?: Date;
  idempotencyKey?: string;
}

/** A run that is due now. */
export async function aFlowRun(
  db: Queryable,
  choices: FlowRunChoices = {},
): Promise<{ id: string; deployment: string }> {
  const deployment = choices.deployment ?? (await aDeployment(db)).fullName;
  return await made(
    db,
    `insert into provost.flow_runs (deployment, parameters, expected_start_time, idempotency_key)
     values ($1, $2, coalesce($3, provost_private.clock_now()), $4) returning id, deployment`,
    [
      deployment,
      JSON.stringify(choices.parameters ?? {}),
      choices.expectedStartTime,
      choices.idempotencyKey,
    ],
  );
}

/** The id of a worker that is online. */
export async function aWorker(db: Queryable, workPool = "default"): Promise<string> {
  const { id } = await made<{ id: string }>(
    db,
    "select provost_private.register_worker($1, $2, 'worker', 10, '0.0.0') as id",
    [workPool, aName("worker")],
  );
  return id;
}

async function made<Row extends object>(
  db: Queryable,
  query: string,
  values: unknown[],
): Promise<Row> {
  const { rows } = await db.query<Row>(query, values);
  const [row] = rows;
  if (!row) throw new Error(`Expected a row from: ${query}`);
  return row;
}
