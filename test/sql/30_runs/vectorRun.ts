import type { Queryable } from "../../../src/db/pool.ts";
import { clock } from "../../support/clock.ts";
import type { DoorAnswer } from "../answers.ts";
import { deploy, enqueue, readRun, type Row, setState, uniqueName } from "../engine.ts";
import { putState } from "../putState.ts";
import { row, value } from "../rows.ts";
import { asRole, refusal } from "../transaction.ts";
import { expectPlayable, type Outcome, secondsFrom, type Vector } from "../vectors.ts";

/** Puts a run where the vector begins, proposes what it proposes, and tells what happened. */
export async function playVector(db: Queryable, vector: Vector): Promise<Outcome> {
  expectPlayable(vector, vector.context["endpoint"] === "resume" ? [] : ["endpoint"]);
  const now = await clock.freeze(db);
  if (vector.steps) return { steps: await playSteps(db, vector) };
  if (vector.from === null && !birthStates.has(vector.to ?? "SCHEDULED")) {
    return await proposeUnborn(db, vector);
  }
  const id = await runInState(db, vector, now);
  const earlier =
    vector.context["lease"] === "expired" ? await loseLease(db, id, vector) : undefined;
  const answer =
    vector.context["endpoint"] === "resume"
      ? await resume(db, id, vector.context["runInput"])
      : await setState(db, id, proposal(vector, now), vector.context["force"] === true);
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
    leaseCreated: details["deployment_concurrency_lease_id"] !== undefined,
    newLease: details["deployment_concurrency_lease_id"] !== earlier,
    activeSlotsAfter: await activeSlots(db, String(run["deployment_id"])),
    scheduledTime: `now + ${
      ((run.next_scheduled_start_time ?? now).getTime() - now.getTime()) / 1000
    }`.replace("now + 30", "now + concurrency_slot_wait_seconds"),
    carriesForward: listOf(vector.expected["carriesForward"]).filter((key) => key in details),
  };
}

/** What becomes of a run as soon as it is inserted, or of one that was born as Scheduled. */
const birthStates = new Set([
  "SCHEDULED",
  "PENDING",
  "RUNNING",
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "CRASHED",
]);

/**
 * A run has a state from its insert on, so one without any is not there. The writer of states
 * answers for it as for others; the public door, which has no run to show, refuses (VONFD).
 */
async function proposeUnborn(db: Queryable, { to }: Vector): Promise<Outcome> {
  const id = await value(db, "select provost_private.new_id()");
  const door = await refusal(db, "select provost.set_flow_run_state($1, $2)", [id, { type: to }]);
  if (door.code !== "VONFD") throw door;
  const answer = await asRole(db, "provost_engine", () =>
    row(
      db,
      `select * from unnest(provost_private.change_flow_run_states(
         array[provost_private.proposed_change(1, $1, $2)]))`,
      [id, to],
    ),
  );
  return { status: answer["status"], state: answer["state_type"] };
}

async function runInState(db: Queryable, { from, context }: Vector, now: Date): Promise<string> {
  const id =
    context["hasDeployment"] === true
      ? await runOfDeployment(db, context)
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
    infrastructure_pid: context["infrastructurePid"] ?? null,
    resuming: context["resuming"] ?? false,
    result: context["initialData"] == null ? null : JSON.stringify(context["initialData"]),
    state_details: JSON.stringify(detailsBefore(context, from, now)),
  });
  if (context["inputSchema"] != null) await waitForInput(db, id, context["inputSchema"]);
  return id;
}

async function waitForInput(db: Queryable, id: string, schema: unknown): Promise<void> {
  await db.query(
    `insert into provost.flow_run_waits (flow_run_id, key, kind, run_count, input_schema)
     values ($1, 'pause#0', 'pause', 0, $2)`,
    [id, JSON.stringify(schema)],
  );
}

const resume = (db: Queryable, id: string, input: unknown): Promise<DoorAnswer> =>
  value(db, "select provost.resume_flow_run($1, $2)", [
    id,
    input === undefined ? null : JSON.stringify(input),
  ]);

/** A run whose deployment has the limit of the vector, with as many slots taken as it says. */
async function runOfDeployment(db: Queryable, context: Row): Promise<string> {
  const limit = context["deploymentLimit"] ?? ("lease" in context ? 1 : undefined);
  const collision_strategy = context["collisionStrategy"] ?? "ENQUEUE";
  const deployment = await deploy(
    db,
    limit === undefined ? {} : { concurrency_limit: { limit, collision_strategy } },
  );
  for (let taken = 0; taken < Number(context["activeSlots"] ?? 0); taken++) {
    await setState(db, await enqueue(db, { deployment }), { type: "PENDING" });
  }
  return await enqueue(db, { deployment });
}

/** Lets the slot of a run lapse before it starts; answers the lease that is lost. */
async function loseLease(db: Queryable, id: string, { context }: Vector): Promise<unknown> {
  await putState(db, id, "SCHEDULED");
  await setState(db, id, { type: "PENDING" });
  await clock.advance(db, "10 min");
  const { deployment, state_details: details } = await readRun(db, id);
  if (context["slotFree"] === false) {
    await setState(db, await enqueue(db, { deployment }), { type: "PENDING" });
  }
  return details?.["deployment_concurrency_lease_id"];
}

const activeSlots = (db: Queryable, deploymentId: string): Promise<number | null> =>
  value(
    db,
    `select (select provost.concurrency_limits_active_slots(l)
       from provost.concurrency_limits l where l.deployment_id::text = $1)`,
    [deploymentId],
  );

/** Plays the moves of several runs of deployments with limits. */
async function playSteps(db: Queryable, { context, steps = [] }: Vector): Promise<Outcome[]> {
  const deployments = new Map<string, string>();
  for (const [name, limit] of Object.entries(context["limits"] as Record<string, number>)) {
    deployments.set(name, await deploy(db, { concurrency_limit: limit }));
  }
  const ids = new Map<string, string>();
  const outcomes: Outcome[] = [];
  for (const { run = "", deployment: name = "deployment", from, to } of steps) {
    const deployment = deployments.get(name);
    const id = ids.get(run) ?? (await enqueue(db, { deployment }));
    ids.set(run, id);
    if (from === "RUNNING") await setState(db, id, { type: "RUNNING" });
    const { status } = await setState(db, id, { type: to });
    const { deployment_id: deploymentId } = await readRun(db, id);
    const slots = await activeSlots(db, String(deploymentId));
    outcomes.push({ status, activeSlots: { [name]: slots } });
  }
  return outcomes;
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
    ...("inputSchema" in context && { run_input_keyset: { schema: "pause#0" } }),
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
