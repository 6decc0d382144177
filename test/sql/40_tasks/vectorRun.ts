import type { Queryable } from "../../../src/db/pool.ts";
import { clock } from "../../support/clock.ts";
import { runningAlone } from "../engine.ts";
import { putState, putTaskState } from "../putState.ts";
import { type Row, row } from "../rows.ts";
import { createTask, setTaskState } from "../taskRuns.ts";
import { expectPlayable, type Outcome, secondsFrom, type Vector } from "../vectors.ts";

/** Puts a task run where the vector begins, proposes what it proposes, and tells what happened. */
export async function playVector(db: Queryable, vector: Vector): Promise<Outcome> {
  expectPlayable(vector, ["limits", "tagLimits"]);
  const { context, from } = vector;
  const now = await clock.freeze(db);
  const flowRun = context["noParentFlow"] === true ? null : await parentRun(db, context);
  if (context["cacheKey"] !== undefined) await fillCache(db, flowRun, context, now);
  const { id } = await createTask(db, flowRun, { retries: context["retries"] ?? null });
  if (from !== null) await putTaskState(db, id, from, columnsBefore(vector, now));
  const answer = await setTaskState(db, id, proposal(vector, now), context["force"] === true);
  const task = await row(
    db,
    `select *, provost.task_runs_total_run_time(t) as seconds from provost.task_runs t
     where id = $1`,
    [id],
  );
  return {
    status: answer.status,
    state: task["state_type"],
    stateName: task["state_name"],
    delaySeconds: answer.details.delay_seconds,
    runCount: task["run_count"],
    taskFlowRunRunCount: task["flow_run_run_count"],
    endTimeSet: task["end_time"] !== null,
    totalRunTimeSeconds: Math.round(Number(task["seconds"])),
    nextScheduledStartTime: task["next_start_time"] && "scheduled_time",
    copiesScheduledTime: (task["state_details"] as Row | null)?.["scheduled_time"] !== undefined,
  };
}

/** The flow run that the task belongs to: Running, unless the vector says otherwise. */
async function parentRun(db: Queryable, context: Row): Promise<string> {
  const { id } = await runningAlone(db);
  const type = context["parentFlowState"];
  await putState(db, id, typeof type === "string" ? type : "RUNNING", {
    run_count: context["flowRunRunCount"] ?? 1,
  });
  return id;
}

/** Another task run makes the transition after which the cache may hold a result, or not. */
async function fillCache(
  db: Queryable,
  flowRun: string | null,
  context: Row,
  now: Date,
): Promise<void> {
  const type = /->(\w+)/.exec(String(context["cacheInsertedBy"]))?.[1];
  const expiresIn = context["cacheExpiresInSeconds"];
  const { id } = await createTask(db, flowRun);
  await putTaskState(db, id, "RUNNING");
  await setTaskState(db, id, {
    type,
    data: 42,
    state_details: {
      cache_key: context["cacheKey"],
      ...(expiresIn !== undefined && { cache_expiration: secondsFrom(now, Number(expiresIn)) }),
    },
  });
}

function columnsBefore({ from, context }: Vector, now: Date): Row {
  const scheduled = context["scheduledInSeconds"];
  const start = scheduled === undefined ? now : secondsFrom(now, Number(scheduled));
  return {
    state_timestamp: secondsFrom(now, -Number(context["inStateSeconds"] ?? 0)),
    ...(from === "SCHEDULED" && { next_start_time: start }),
    ...(context["fromName"] !== undefined && { state_name: context["fromName"] }),
    run_count: context["runCount"] ?? 0,
    flow_run_run_count: context["taskFlowRunRunCount"] ?? null,
    result: context["initialData"] == null ? null : JSON.stringify(context["initialData"]),
    state_details: JSON.stringify({
      ...(from === "PENDING" && scheduled !== undefined && { scheduled_time: start }),
      ...(context["deferred"] === true && { deferred: true }),
    }),
  };
}

function proposal({ from, to, context }: Vector, now: Date): Row {
  const scheduled = context["scheduledInSeconds"];
  const keyLength = context["cacheKeyLength"];
  return {
    type: to,
    ...(context["toName"] !== undefined && { name: context["toName"] }),
    state_details: {
      ...(context["cacheKey"] !== undefined && { cache_key: context["cacheKey"] }),
      ...(keyLength !== undefined && { cache_key: "k".repeat(Number(keyLength)) }),
      ...(from === null &&
        scheduled !== undefined && { scheduled_time: secondsFrom(now, Number(scheduled)) }),
    },
  };
}
