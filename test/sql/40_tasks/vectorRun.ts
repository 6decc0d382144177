import type { Queryable } from "../../../src/db/pool.ts";
import { clock } from "../../support/clock.ts";
import { runningAlone } from "../engine.ts";
import { putState, putTaskState } from "../putState.ts";
import { createLimit } from "../20_limits/limits.ts";
import { type Row, row, rows } from "../rows.ts";
import { createTask, setTaskState } from "../taskRuns.ts";
import { expectPlayable, type Outcome, secondsFrom, type Step, type Vector } from "../vectors.ts";

/** Puts a task run where the vector begins, proposes what it proposes, and tells what happened. */
export async function playVector(db: Queryable, vector: Vector): Promise<Outcome> {
  expectPlayable(vector, []);
  if (vector.steps) return { steps: await playSteps(db, vector) };
  const { context, from } = vector;
  const now = await clock.freeze(db);
  const flowRun = context["noParentFlow"] === true ? null : await parentRun(db, context);
  if (context["cacheKey"] !== undefined) await fillCache(db, flowRun, context, now);
  const tags: string[] = [];
  for (const { tag, limit } of (context["tagLimits"] ?? []) as { tag: string; limit: number }[]) {
    tags.push(tag);
    await createLimit(db, { name: `tag:${tag}`, limit });
  }
  const { id } = await createTask(db, flowRun, { retries: context["retries"] ?? null, tags });
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

/** Plays the moves of several task runs that share limits on their tags. */
async function playSteps(db: Queryable, { context, steps = [] }: Vector): Promise<Outcome[]> {
  for (const [tag, limit] of Object.entries(context["limits"] as Record<string, number>)) {
    await createLimit(db, { name: `tag:${tag}`, limit });
  }
  const flowRun = await parentRun(db, context);
  const ids = new Map<string, string>();
  const outcomes: Outcome[] = [];
  for (const step of steps) outcomes.push(await playStep(db, flowRun, ids, step));
  return outcomes;
}

async function playStep(
  db: Queryable,
  flowRun: string,
  ids: Map<string, string>,
  { run, to, tags = [], deleteLimit, setLimit = {} }: Step,
): Promise<Outcome> {
  if (deleteLimit !== undefined) {
    await db.query("select provost.delete_concurrency_limit($1)", [`tag:${deleteLimit}`]);
  }
  for (const [tag, limit] of Object.entries(setLimit)) {
    await db.query("select provost.update_concurrency_limit($1, $2)", [`tag:${tag}`, limit]);
  }
  if (run === undefined) return {};
  const id = ids.get(run) ?? (await createTask(db, flowRun, { tags })).id;
  ids.set(run, id);
  const { status } = await setTaskState(db, id, { type: to });
  const limits = await rows<{ tag: string; slots: number }>(
    db,
    `select substr(name, 5) as tag, provost.concurrency_limits_active_slots(l) as slots
     from provost.concurrency_limits l`,
  );
  return { status, activeSlots: Object.fromEntries(limits.map(({ tag, slots }) => [tag, slots])) };
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
