import { randomBytes } from "node:crypto";
import type { Queryable } from "../../src/db/pool.ts";
import type {
  ActiveRow,
  Answer,
  ClaimedRow,
  DoorAnswer,
  FlowRunRow,
  HeldRun,
  Named,
  StartedChild,
  TaskAnswer,
} from "./answers.ts";
import { column, row, type Row, rows, value } from "./rows.ts";

// The engine's functions as a test calls them, in SQL's own words.

export type * from "./answers.ts";
export type { Row } from "./rows.ts";

export const uniqueName = (prefix: string): string => `${prefix}-${randomBytes(4).toString("hex")}`;

/** Deploys a flow and answers the deployment's full name. */
export async function deploy(db: Queryable, definition: Row = {}): Promise<string> {
  const { flow, ...rest } = definition;
  const whole = { name: "local", ...rest, flow: flow ?? { name: uniqueName("flow") } };
  return await value(db, "select (provost.deploy($1)).full_name", [JSON.stringify(whole)]);
}

/** Inserts a run, of a new deployment unless one is named, and answers its id. */
export async function enqueue(db: Queryable, columns: Row = {}): Promise<string> {
  const all: Row = { deployment: columns["deployment"] ?? (await deploy(db)), ...columns };
  const names = Object.keys(all);
  const places = names.map((_name, i) => `$${i + 1}`);
  return await value(
    db,
    `insert into provost.flow_runs (${names.join(", ")}) values (${places.join(", ")}) returning id`,
    Object.values(all),
  );
}

export interface WorkerOptions {
  pool?: string;
  kind?: "worker" | "local";
  limit?: number;
  /** Only runs of these queues. */
  queues?: readonly string[];
}

export async function registerWorker(
  db: Queryable,
  { pool = "default", kind = "worker", limit = 10, queues }: WorkerOptions = {},
): Promise<string> {
  return await value(
    db,
    "select provost_private.register_worker($1, 'test', $2, $3, '1.0.0', $4)",
    [pool, kind, limit, queues],
  );
}

export async function claim(
  db: Queryable,
  worker: string,
  count = 1,
  pool = "default",
): Promise<ClaimedRow[]> {
  return await rows(db, "select * from provost_private.claim_flow_runs($1, null, $2, $3)", [
    pool,
    worker,
    count,
  ]);
}

/** Claims one run by its id; undefined when it cannot be taken. */
export async function claimRun(
  db: Queryable,
  id: string,
  worker: string,
): Promise<ClaimedRow | undefined> {
  const [claimed] = await rows<ClaimedRow>(
    db,
    "select * from provost_private.claim_flow_run($1, $2)",
    [id, worker],
  );
  return claimed;
}

/** A new run (of a new deployment unless `deployment` is among the columns) in a worker's hands. */
export async function running(db: Queryable, columns: Row = {}, worker?: string): Promise<HeldRun> {
  const holder = worker ?? (await registerWorker(db));
  return await take(db, await enqueue(db, columns), holder);
}

/** Claims a run that can be claimed. */
export async function take(db: Queryable, id: string, worker?: string): Promise<HeldRun> {
  const holder = worker ?? (await registerWorker(db));
  const claimed = await claimRun(db, id, holder);
  if (!claimed) throw new Error(`Expected flow run ${id} to be claimable`);
  return { id, epoch: claimed.epoch, worker: holder };
}

/** A run that belongs to no deployment, in its process's hands. */
export async function runningAlone(db: Queryable, flow: Row = {}, options: Row = {}) {
  const worker = await registerWorker(db, { kind: "local" });
  const started = await row<ClaimedRow>(
    db,
    "select * from provost_private.start_flow_run($1, $2, '{}', $3)",
    [worker, JSON.stringify({ name: uniqueName("alone"), ...flow }), JSON.stringify(options)],
  );
  return { id: started.flow_run_id, epoch: started.epoch, worker };
}

/** A call of the flow `child` by a run; `n` tells calls apart. Answers what it has led to. */
export async function callChild(
  db: Queryable,
  parent: HeldRun,
  { n = 0, id, worker, ...rest }: { n?: number; id?: string; worker?: string } & Row = {},
): Promise<StartedChild | undefined> {
  const { flow = { name: "child" }, inputHash } = rest;
  const call = {
    flow_run_id: parent.id,
    epoch: parent.epoch,
    key: `child#${n}`,
    name: `child-${n}`,
    input_hash: inputHash,
  };
  const options = { id: id ?? (await value(db, "select provost_private.new_id()")), parent: call };
  const [started] = await rows<StartedChild>(
    db,
    "select * from provost_private.start_child_run($1, $2, '{}', $3)",
    [worker ?? parent.worker, JSON.stringify(flow), JSON.stringify(options)],
  );
  return started;
}

/** A run of a flow that a run calls, in the same worker's hands. */
export async function runningChild(db: Queryable, parent: HeldRun, n = 0): Promise<HeldRun> {
  const child = await callChild(db, parent, { n });
  if (!child?.epoch) throw new Error("Expected the child run to be claimed");
  return { id: child.flow_run_id, epoch: child.epoch, worker: parent.worker };
}

/** What the holder says when its run ends: COMPLETED unless told otherwise. */
export async function finish(db: Queryable, run: Named, end: Row = {}): Promise<Answer> {
  const [answer] = await finishAll(db, [
    { flow_run_id: run.id, epoch: run.epoch, type: "COMPLETED", ...end },
  ]);
  if (!answer) throw new Error("Expected an answer to a finish");
  return answer;
}

export async function finishAll(db: Queryable, ends: Row[]): Promise<Answer[]> {
  const numbered = ends.map((end, ord) => ({ ord, ...end }));
  return await rows(db, "select * from provost_private.finish_flow_runs($1) order by ord", [
    JSON.stringify(numbered),
  ]);
}

/** Records one task run: COMPLETED under the key `t#0` unless told otherwise. */
export async function record(db: Queryable, run: Named, task: Row = {}): Promise<TaskAnswer> {
  const [answer] = await recordAll(db, [
    {
      flow_run_id: run.id,
      epoch: run.epoch,
      key: "t#0",
      task_name: "t",
      type: "COMPLETED",
      ...task,
    },
  ]);
  if (!answer) throw new Error("Expected an answer to a record");
  return answer;
}

export async function recordAll(db: Queryable, tasks: Row[]): Promise<TaskAnswer[]> {
  const numbered = tasks.map((task, ord) => ({ ord, ...task }));
  return await rows(db, "select * from provost_private.record_task_runs($1) order by ord", [
    JSON.stringify(numbered),
  ]);
}

/** The public door. */
export async function setState(
  db: Queryable,
  id: string,
  state: Row,
  force = false,
): Promise<DoorAnswer> {
  return await value(db, "select provost.set_flow_run_state($1, $2, $3)", [
    id,
    JSON.stringify(state),
    force,
  ]);
}

export async function cancel(db: Queryable, id: string): Promise<DoorAnswer> {
  return await value(db, "select provost.cancel_flow_run($1)", [id]);
}

export async function readRun(db: Queryable, id: string): Promise<FlowRunRow> {
  return await row(db, "select * from provost.flow_runs where id = $1", [id]);
}

/** The names of the states that a run went through. */
export async function history(db: Queryable, id: string): Promise<string[]> {
  return await column(
    db,
    "select name from provost.flow_run_states where flow_run_id = $1 order by seq",
    [id],
  );
}

/** Who holds the run, if anybody does. */
export async function activeRun(db: Queryable, id: string): Promise<ActiveRow | undefined> {
  const [active] = await rows<ActiveRow>(
    db,
    "select * from provost_private.active_runs where flow_run_id = $1",
    [id],
  );
  return active;
}

export async function readTask(db: Queryable, run: HeldRun, key = "t#0"): Promise<Row> {
  return await row(db, "select * from provost.task_runs where flow_run_id = $1 and key = $2", [
    run.id,
    key,
  ]);
}

export async function taskHistory(db: Queryable, run: HeldRun, key = "t#0"): Promise<string[]> {
  return await column(
    db,
    `select s.name from provost.task_runs t
     join provost.task_run_states s on s.flow_run_id = t.flow_run_id and s.task_run_id = t.id
     where t.flow_run_id = $1 and t.key = $2 order by s.seq`,
    [run.id, key],
  );
}

/** A worker that misses its heartbeats is declared dead; answers whether it was. */
export async function reap(db: Queryable, worker: string): Promise<boolean> {
  return await value(
    db,
    `select provost_private.reap_worker(id, heartbeat_count) from provost.workers where id = $1`,
    [worker],
  );
}

export async function endWorker(db: Queryable, worker: string): Promise<number> {
  return await value(db, "select provost_private.end_worker($1)", [worker]);
}
