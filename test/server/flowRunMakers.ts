import type { Pool } from "../../src/db/pool.ts";

/** Deploys `flow/deployment` and answers its id. */
export async function deploy(
  pool: Pool,
  fullName = "etl/nightly",
  more: object = {},
): Promise<string> {
  const [flow, name] = fullName.split("/");
  const definition = JSON.stringify({ name, flow: { name: flow }, ...more });
  return await oneValue(pool, "select id as value from provost.deploy($1)", [definition]);
}

export async function insertFlowRun(pool: Pool, deployment = "etl/nightly"): Promise<string> {
  return await oneValue(
    pool,
    "insert into provost.flow_runs (deployment) values ($1) returning id as value",
    [deployment],
  );
}

/** Has a worker of its own take the run. Answers the epoch. */
export async function claimFlowRun(pool: Pool, flowRunId: string): Promise<number> {
  return await oneValue(
    pool,
    `select epoch as value from provost_private.claim_flow_run(
       $1, provost_private.register_worker('default', 'tester', 'worker', 10, '0'))`,
    [flowRunId],
  );
}

export async function recordTaskRun(
  pool: Pool,
  task: { flowRunId: string; epoch: number; key: string; type: "RUNNING" | "COMPLETED" },
): Promise<void> {
  const { flowRunId, epoch, key, type } = task;
  const record = { ord: 1, flow_run_id: flowRunId, epoch, key, name: key, task_name: key, type };
  await pool.query("select provost_private.record_task_runs($1)", [JSON.stringify([record])]);
}

export async function writeLog(
  pool: Pool,
  run: { flowRunId: string; epoch: number },
  ...messages: string[]
): Promise<void> {
  const lines = messages.map((message, seq) => ({
    flow_run_id: run.flowRunId,
    epoch: run.epoch,
    level: 20,
    name: "test",
    message,
    seq,
  }));
  await pool.query("select provost_private.write_logs($1)", [JSON.stringify(lines)]);
}

export async function finishFlowRun(
  pool: Pool,
  run: { flowRunId: string; epoch: number },
  type: "COMPLETED" | "FAILED" = "COMPLETED",
): Promise<void> {
  const finish = { ord: 1, flow_run_id: run.flowRunId, epoch: run.epoch, type };
  await pool.query("select provost_private.finish_flow_runs($1)", [JSON.stringify([finish])]);
}

async function oneValue<Value>(pool: Pool, text: string, values: unknown[]): Promise<Value> {
  const { rows } = await pool.query<{ value: Value }>(text, values);
  const [row] = rows;
  if (!row) throw new Error(`Expected a row from: ${text}`);
  return row.value;
}
