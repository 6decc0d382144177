import { beforeEach, describe, expect, it } from "vitest";
import { enqueue, finish, record, running } from "../sql/engine.ts";
import { useTransaction } from "../sql/transaction.ts";
import { useDatabase } from "../support/database.ts";
import { brokenInvariants, invariants } from "./invariants.ts";

const db = useTransaction(useDatabase());

/** Past all triggers and constraints that would not let it be. */
async function corrupt(statement: string, ...values: unknown[]): Promise<void> {
  await db.query("set local session_replication_role = replica");
  const { rowCount } = await db.query(statement, values);
  await db.query("set local session_replication_role = origin");
  expect(rowCount).toBeGreaterThan(0);
}

const broken = async () =>
  (await brokenInvariants(db)).map((line) => line.slice(0, line.indexOf(".")));

describe("the invariants", () => {
  beforeEach(async () => {
    const done = await running(db, { idempotency_key: "once" });
    await record(db, done);
    await finish(db, done);
    await record(db, await running(db));
    await enqueue(db);
    await db.query("select provost.create_concurrency_limit('two', 2)");
  });

  it("have a sentence each", () => {
    for (const { name, sentence } of invariants) {
      expect(name).toMatch(/^I\d+$/);
      expect(sentence).toMatch(/^[A-Z][^.]+\.$/);
    }
    expect(new Set(invariants.map(({ name }) => name)).size).toBe(invariants.length);
  });

  it("hold", async () => {
    expect(await brokenInvariants(db)).toEqual([]);
  });

  it.each([
    [
      "I1",
      "a run that goes on after its end",
      "insert into provost_private.flow_run_states (flow_run_id, seq, type, name, timestamp) select id, 5, 'RUNNING', 'Running', state_timestamp from provost.flow_runs where state_type = 'COMPLETED'",
    ],
    ["I3", "a record in an epoch to come", "update provost.task_runs set epoch = epoch + 1"],
    [
      "I3",
      "a record in an epoch that was over",
      "update provost_private.active_runs a set epoch = epoch + 1, claimed_at = claimed_at - interval '1 hour'",
    ],
    ["I4", "a run without its holder", "delete from provost_private.active_runs"],
    [
      "I4",
      "a holder of a run that waits",
      "insert into provost_private.active_runs select id, epoch, gen_random_uuid(), now() from provost.flow_runs where state_type = 'SCHEDULED'",
    ],
    [
      "I5",
      "a slot of a run that nobody holds",
      "insert into provost_private.slots (limit_id, lease_id, slots, ticket, flow_run_id, epoch, requested, granted) select l.id, gen_random_uuid(), 1, 1, r.id, r.epoch, now(), now() from provost.concurrency_limits l, provost.flow_runs r where r.state_type = 'SCHEDULED'",
    ],
    [
      "I5",
      "more slots than there are",
      "insert into provost_private.slots (limit_id, lease_id, slots, ticket, requested, granted) select l.id, gen_random_uuid(), 3, 1, now(), l.updated + interval '1 s' from provost.concurrency_limits l",
    ],
    [
      "I6",
      "a run that waits for nothing",
      "update provost.flow_runs set work_queue_id = null where state_type = 'SCHEDULED'",
    ],
    [
      "I7",
      "two runs for one instant",
      "update provost.flow_runs set schedule_id = '00000000-0000-0000-0000-000000000001', auto_scheduled = true, expected_start_time = 'epoch'",
    ],
    [
      "I8",
      "two runs for one key",
      "update provost.flow_runs set idempotency_key = 'twice', deployment_id = '00000000-0000-0000-0000-000000000001'",
    ],
    [
      "I9",
      "a run of a worker that is long dead",
      "update provost.workers set status = 'OFFLINE', ended = provost_private.clock_now() - interval '16 s'",
    ],
    [
      "I10",
      "two claims in one epoch",
      "update provost.flow_runs set epoch = 0 where state_type = 'COMPLETED'",
    ],
    ["I11", "a run that is tried again for ever", "update provost.flow_runs set crash_count = 10"],
    [
      "I12",
      "a job that nobody works on",
      "insert into graphile_worker._private_jobs (task_id, payload, locked_at, locked_by) select id, '{}', now() - interval '1 minute', 'nobody' from graphile_worker._private_tasks",
    ],
    [
      "I13",
      "a called flow whose caller is over",
      "update provost.flow_runs c set deployment_id = null, parent_flow_run_id = (select id from provost.flow_runs where state_type = 'COMPLETED') where state_type = 'SCHEDULED'",
    ],
    ["I14", "a gap in the history", "delete from provost_private.flow_run_states where seq = 3"],
    [
      "I15",
      "a run that waits for one that is over",
      "insert into provost.flow_run_waits (flow_run_id, key, kind, run_count, awaited_flow_run_id) select w.id, 'w', 'flow_run', 1, gen_random_uuid() from provost.flow_runs w where w.state_type = 'SCHEDULED'",
    ],
    [
      "I15",
      "a wait that is past its time",
      "insert into provost.flow_run_waits (flow_run_id, key, kind, run_count, wake_time) select w.id, 'w', 'sleep', 1, now() - interval '1 minute' from provost.flow_runs w where w.state_type = 'SCHEDULED'",
    ],
    [
      "I16",
      "a task run whose history ends otherwise",
      "update provost.task_runs set state_count = state_count + 1",
    ],
    [
      "I17",
      "an end of what has not ended",
      "update provost.flow_runs set end_time = now() where state_type = 'SCHEDULED'",
    ],
    [
      "I17",
      "a next start of what is not scheduled",
      "update provost.flow_runs set next_scheduled_start_time = now()",
    ],
  ])("%s sees %s", async (name, _what, statement) => {
    if (name === "I12") await db.query("select graphile_worker.add_job('provost:default')");
    await corrupt(statement);
    if (name === "I13")
      await corrupt(
        "update provost.flow_runs set end_time = end_time - interval '16 s' where end_time is not null",
      );
    expect(await broken()).toContain(name);
  });
});
