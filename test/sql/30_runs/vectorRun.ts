import type { Queryable } from "../../../src/db/pool.ts";
import { clock } from "../../support/clock.ts";
import { deploy, enqueue, readRun, type Row, setState, uniqueName } from "../engine.ts";
import { putState } from "../putState.ts";
import { value } from "../rows.ts";
import { expectPlayable, type Outcome, secondsFrom, type Vector } from "../vectors.ts";

/** Puts a run where the vector begins, proposes what it proposes, and tells what happened. */
export async function playVector(db: Queryable, vector: Vector): Promise<Outcome> {
  expectPlayable(vector, ["deploymentLimit", "lease", "endpoint"]);
  const now = await clock.freeze(db);
  const id = await runInState(db, vector, now);
  const answer = await setState(db, id, proposal(vector, now), vector.context["force"] === true);
  const run = await readRun(db, id);
  const details = run.state_details ?? {};
  return {
    status: answer.status,
    state: run.state_type,
    stateName: run.state_name,
    delaySeconds: answer.details.delay_seconds,
    runCount: run.run_count,
    resuming: run.resuming,
    endTimeSet: run.end_time !== null,
    data: run["result"],
    totalRunTimeSeconds: await value(
      db,
      "select round(extract(epoch from total_run_time))::float8 from provost.flow_runs where id = $1",
      [id],
    ),
    nextScheduledStartTime: run.next_scheduled_start_time && "scheduled_time",
    copiesScheduledTime: details["scheduled_time"] !== undefined,
    carriesForward: listOf(vector.expected["carriesForward"]).filter((key) => key in details),
  };
}

async function runInState(db: Queryable, { from, context }: Vector, now: Date): Promise<string> {
  const id =
    context["hasDeployment"] === true
      ? await enqueue(db, { deployment: await deploy(db, {}) })
      : await runWithoutDeployment(db);
  if (from === null) {
    // A run without any state does not exist here: it is born as Scheduled.
    await putState(db, id, "SCHEDULED", { next_scheduled_start_time: now });
    return id;
  }
  await putState(db, id, from, {
    state_timestamp: secondsFrom(now, -Number(context["inStateSeconds"] ?? 0)),
    ...(from === "SCHEDULED" && {
      next_scheduled_start_time: secondsFrom(now, Number(context["scheduledInSeconds"] ?? 0)),
    }),
    ...(context["fromName"] !== undefined && { state_name: context["fromName"] }),
    run_count: context["runCount"] ?? 0,
    retries: context["retries"] ?? null,
    resuming: context["resuming"] ?? false,
    result: context["initialData"] == null ? null : JSON.stringify(context["initialData"]),
    state_details: JSON.stringify(detailsBefore(context, from, now)),
  });
  return id;
}

async function runWithoutDeployment(db: Queryable): Promise<string> {
  return await value(
    db,
    `with flow as (insert into provost.flows (name) values ($1) returning id)
     insert into provost.flow_runs (flow_id, name, state_type, state_name)
     select id, 'alone', 'PENDING', 'Pending' from flow returning id`,
    [uniqueName("flow")],
  );
}

function detailsBefore(context: Row, from: string, now: Date): Row {
  const timeout = context["pauseTimeoutInSeconds"];
  const scheduled = context["scheduledInSeconds"];
  const initial = context["initialDetails"] as Row | undefined;
  return {
    ...initial,
    // The source leaves the instant open.
    ...(initial?.["scheduled_time"] === "<t>" && { scheduled_time: now.toISOString() }),
    ...(context["initialTransitionId"] != null && {
      transition_id: context["initialTransitionId"],
    }),
    ...(context["pauseReschedule"] !== undefined && {
      pause_reschedule: context["pauseReschedule"],
    }),
    ...(timeout !== undefined && { pause_timeout: secondsFrom(now, Number(timeout)) }),
    ...(from === "PENDING" &&
      scheduled !== undefined && { scheduled_time: secondsFrom(now, Number(scheduled)) }),
  };
}

function proposal({ from, to, context }: Vector, now: Date): Row {
  const scheduled = context["scheduledInSeconds"];
  return {
    type: to,
    ...(context["toName"] !== undefined && { name: context["toName"] }),
    ...(context["proposedData"] !== undefined && { data: context["proposedData"] }),
    state_details: {
      ...(context["transitionId"] != null && { transition_id: context["transitionId"] }),
      ...(context["proposedPauseReschedule"] !== undefined && {
        pause_reschedule: context["proposedPauseReschedule"],
      }),
      ...(from === null &&
        scheduled !== undefined && { scheduled_time: secondsFrom(now, Number(scheduled)) }),
    },
  };
}

const listOf = (names: unknown): string[] => (Array.isArray(names) ? names.map(String) : []);
