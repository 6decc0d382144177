import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeClient, connectClient, createPool, type Pool } from "../../src/db/pool.ts";
import { type GraphqlApi, openGraphql } from "../../src/server/graphql/openGraphql.ts";
import { listenOn } from "../../src/listenOn.ts";
import { operatorAccess } from "../../src/server/operatorAccess.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { deploy } from "../server/flowRunMakers.ts";
import { into, post } from "../server/useServer.ts";
import { type TestDatabase, useDatabase } from "../support/database.ts";

interface Statement {
  text: string;
  values: unknown[];
}

const database = useDatabase();
const sent: Statement[] = [];
let pool: Pool;
let api: GraphqlApi;
let server: Server;
let url: string;
let ids: { flow: string; deployment: string; oldRun: string; bigRun: string; parent: string };

beforeAll(async () => {
  ids = await fill(database);
  pool = createPool((await operatorAccess(database.connection)).connection);
  pool.on("connect", (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    client.query = ((statement: Statement, ...more: unknown[]) => {
      if (typeof statement === "object" && !statement.text.startsWith("set ")) sent.push(statement);
      return query(statement, ...more);
    }) as typeof client.query;
  });
  api = await openGraphql({
    pool,
    liveRuns: { follow: () => Promise.reject(new Error("Not here")), close: async () => {} },
    settings: loadSettings({}).server,
    log: into([]),
  });
  server = createServer((request, response) => api.handle(request, response));
  url = `http://127.0.0.1:${await listenOn(server, "127.0.0.1", 0)}`;
});

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await api.release();
  await pool.end();
});

/** A history in which a scan of a whole table, or a sort of it, is never the cheaper way. */
async function fill({ connection, pool: deployer }: TestDatabase): Promise<typeof ids> {
  const admin = await connectClient(connection);
  for (let i = 0; i < 20; i++) await deploy(deployer, `flow${i % 5}/d${i}`);
  // No triggers: history is made up here.
  await admin.query("set session_replication_role = replica");
  await admin.query(`
    insert into provost.flow_runs (
      flow_id, deployment_id, work_queue_id, name, state_type, state_name,
      next_scheduled_start_time, end_time, parent_flow_run_id)
    select d.flow_id, d.id, d.work_queue_id, 'run', s.type::provost.state_type, initcap(s.type),
      case s.type when 'SCHEDULED' then now() end,
      case when s.type in ('COMPLETED', 'FAILED', 'CRASHED') then now() end,
      case when i % 50 = 7 then d.id end
    from generate_series(1, 40000) i
    join (select *, row_number() over (order by full_name) - 1 as place from provost.deployments) d
      on d.place = i % 20
    cross join lateral (select case
      when i % 500 = 0 then 'RUNNING' when i % 500 = 1 then 'CRASHED' when i % 20 = 2 then 'FAILED'
      when i % 100 = 3 then 'SCHEDULED' else 'COMPLETED' end as type) s`);
  await admin.query(`
    insert into provost_private.flow_run_states (flow_run_id, seq, type, name, timestamp)
    select r.id, seq, 'COMPLETED', 'Completed', now() from provost.flow_runs r, generate_series(2, 3) seq`);
  await admin.query(`
    insert into provost.task_runs (flow_run_id, key, name, task_name, epoch, state_type, state_name,
      state_timestamp, state_count, run_count, start_time)
    select r.id, 'task-' || t, 't', 't', 1, 'COMPLETED', 'Completed', now(), 2, 1, now()
    from (select id, row_number() over (order by id) as place from provost.flow_runs) r,
      generate_series(1, case when r.place = 10 then 2000 else 1 end) t`);
  await admin.query(`
    insert into provost_private.task_run_states (flow_run_id, task_run_id, seq, type, name, timestamp)
    select flow_run_id, id, 1, 'COMPLETED', 'Completed', now() from provost.task_runs`);
  await admin.query(`
    insert into provost.logs (flow_run_id, task_run_id, level, name, message, timestamp)
    select flow_run_id, id, 20, 'test', 'line', now() from provost.task_runs`);
  await admin.query("analyze");
  const { rows } = await admin.query<typeof ids>(`
    select (select id from provost.flows where name = 'flow1') as flow,
      (select id from provost.deployments where name = 'd1') as deployment,
      (select id from provost.flow_runs order by id offset 20 limit 1) as "oldRun",
      (select id from provost.flow_runs order by id offset 9 limit 1) as "bigRun",
      (select min(parent_flow_run_id::text) from provost.flow_runs) as parent`);
  await closeClient(admin);
  const [row] = rows;
  if (!row) throw new Error("Expected a row");
  return row;
}

/** How PostgreSQL goes about what a query makes PostGraphile ask for. */
async function plansOf(query: string): Promise<string> {
  sent.length = 0;
  const { errors } = await post(url, { query });
  expect(errors).toBeUndefined();
  const plans: string[] = [];
  for (const { text, values } of sent) {
    const { rows } = await database.pool.query<{ "QUERY PLAN": string }>(
      `explain (analyze, costs off, timing off) ${text}`,
      values,
    );
    plans.push(...rows.map((row) => row["QUERY PLAN"]));
  }
  expect(plans.length).toBeGreaterThan(0);
  return plans.join("\n");
}

const bigTable = /Seq Scan on (flow_runs|flow_run_states|task_runs|task_run_states|logs)\b/;
/** A merge of partitions, each read in the order of its index, has a key, too, and sorts nothing. */
const aSort =
  /-> +(Incremental )?Sort .*\n +Sort Key: .*(__flow_runs__|__task_runs__|__logs__|_states__)/;
const run = "nodes { id name }";

describe("the index of a query", () => {
  it.each([
    ["all runs", () => `{ flowRuns { ${run} pageInfo { hasNextPage } } }`, "flow_runs_pkey"],
    [
      "all runs, oldest first",
      () => `{ flowRuns(orderBy: PRIMARY_KEY_ASC) { ${run} } }`,
      "flow_runs_pkey",
    ],
    [
      "the runs of a deployment",
      () => `{ flowRuns(condition: { deploymentId: "${ids.deployment}" }) { ${run} } }`,
      "flow_runs_by_deployment_idx",
    ],
    [
      "the runs of a flow",
      () => `{ flowRuns(condition: { flowId: "${ids.flow}" }) { ${run} } }`,
      "flow_runs_by_flow_idx",
    ],
    [
      "the runs that run",
      () => `{ flowRuns(condition: { stateType: RUNNING }) { ${run} } }`,
      "flow_runs_by_state_idx",
    ],
    [
      "the runs that failed",
      () => `{ flowRuns(condition: { stateType: FAILED }) { ${run} } }`,
      "flow_runs_by_state_idx",
    ],
    [
      "the runs that are paused, of which there are none",
      () => `{ flowRuns(condition: { stateType: PAUSED }) { ${run} } }`,
      "flow_runs_by_state_idx",
    ],
    [
      "the runs of a day",
      () => `{ flowRuns(condition: { createdBefore: "2020-01-01T00:00:00Z" }) { ${run} } }`,
      "flow_runs_pkey",
    ],
    [
      "some runs",
      () => `{ flowRuns(condition: { idIn: ["${ids.oldRun}"] }) { ${run} } }`,
      "flow_runs_pkey",
    ],
    [
      "each deployment's runs",
      () => `{ deployments { nodes { flowRuns(first: 3) { ${run} } } } }`,
      "flow_runs_by_deployment_idx",
    ],
    [
      "each flow's runs",
      () => `{ flows { nodes { flowRuns(first: 3) { ${run} } } } }`,
      "flow_runs_by_flow_idx",
    ],
    [
      "the children of a run",
      () => `{ flowRun(id: "${ids.oldRun}") { children { ${run} } } }`,
      "flow_runs_by_parent_idx",
    ],
    [
      "the states of a run",
      () => `{ flowRun(id: "${ids.oldRun}") { states { nodes { name } } } }`,
      "flow_run_states_pkey",
    ],
    [
      "the task runs of a run",
      () => `{ flowRun(id: "${ids.bigRun}") { taskRuns { ${run} } } }`,
      "task_runs_pkey",
    ],
    [
      "the log of a run",
      () => `{ flowRun(id: "${ids.bigRun}") { logs { nodes { message } } } }`,
      "logs_pkey",
    ],
    [
      "the end of the log of a run",
      () => `{ flowRun(id: "${ids.bigRun}") { logs(last: 10) { nodes { message } } } }`,
      "logs_pkey",
    ],
  ])("for %s gives them in their order, without a sort", async (_what, query, index) => {
    const plans = await plansOf(query());
    expect(plans).toContain(index);
    expect(plans).not.toMatch(bigTable);
    expect(plans.match(aSort)).toBeNull();
  });

  it("is used as long as a query is, however often it is sent", async () => {
    const query = `query ($type: StateType) { flowRuns(condition: { stateType: $type }) { ${run} } }`;
    for (let i = 0; i < 8; i++) await post(url, { query, variables: { type: "FAILED" } });
    await post(url, { query, variables: { type: "PAUSED" } });
    const { rows } = await pool.query<{ generic: string }>(
      `select coalesce(sum(generic_plans), 0) as generic from pg_prepared_statements
       where statement like '%flow_runs%' and parameter_types <> '{}'`,
    );
    expect(Number(rows[0]?.generic)).toBe(0);
  });

  it("finds the task runs of one run before they are sorted by time", async () => {
    const plans = await plansOf(
      `{ flowRun(id: "${ids.bigRun}") { taskRuns(orderBy: START_TIME_DESC) { ${run} } } }`,
    );
    expect(plans).toContain("task_runs_pkey");
    expect(plans).not.toMatch(bigTable);
  });

  it("finds a task run by its id alone, with its log and its states", async () => {
    const { rows } = await database.pool.query<{ id: string }>(
      "select id from provost.task_runs where flow_run_id = $1",
      [ids.oldRun],
    );
    const plans = await plansOf(
      `{ taskRun(id: "${rows[0]?.id}") { name states { nodes { name } } logs { nodes { message } } } }`,
    );
    for (const index of ["task_runs_by_id_idx", "task_run_states_pkey", "logs_pkey"]) {
      expect(plans).toContain(index);
    }
    expect(plans).not.toMatch(bigTable);
  });
});
