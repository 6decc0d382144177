import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import {
  type Row,
  deploy,
  enqueue,
  finish,
  readRun,
  registerWorker,
  setState,
  take,
} from "../engine.ts";
import { rows } from "../rows.ts";
import { asRole, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

/** Pasts of a run that waits, which must not make a difference. */
const pasts: [string, (id: string) => Promise<unknown>][] = [
  ["that is new", async () => {}],
  ["that is late", (id) => setState(db, id, { type: "SCHEDULED", name: "Late" })],
  [
    "whose state has details",
    (id) => setState(db, id, { type: "SCHEDULED", state_details: { transition_id: "t" } }),
  ],
  [
    "that was paused and resumes",
    async (id) => {
      await take(db, id);
      await setState(db, id, { type: "PAUSED", state_details: { pause_key: "p" } });
      await setState(db, id, { type: "SCHEDULED", name: "Resuming" });
    },
  ],
  [
    "that has failed and is retried",
    async (id) => {
      const run = await take(db, id);
      await clock.advance(db, "3 seconds");
      await finish(db, run, { type: "FAILED", message: "no", error: { message: "no" } });
      await setState(db, id, { type: "SCHEDULED", name: "AwaitingRetry" });
    },
  ],
];

/** Has one part of the state writer, or the rules alone, change a run. */
const change = (part: string, proposed: string, values: unknown[]) =>
  asRole(db, "provost_engine", () =>
    rows(
      db,
      `select a.* from unnest(provost_private.${part}(
         array[provost_private.proposed_change(1, $1, ${proposed})],
         provost_private.clock_now())) a`,
      values,
    ),
  );

const untold = ["id", "name", "flow_run_id", "task_run_id", "worker_id"];

/** What can be read of a run afterwards, without what two runs cannot share. */
async function traces(id: string): Promise<unknown> {
  const states = await rows(
    db,
    "select * from provost.flow_run_states where flow_run_id = $1 order by seq",
    [id],
  );
  const held = await rows(db, "select * from provost_private.active_runs where flow_run_id = $1", [
    id,
  ]);
  return [{ ...(await readRun(db, id)) }, ...states, ...held].map((each) => strip(each));
}

const strip = (all: Row) =>
  Object.fromEntries(Object.entries(all).filter(([column]) => !untold.includes(column)));

async function claimAndFinish(
  id: string,
  parts: { claims: string; completes: string },
): Promise<unknown[]> {
  const worker = await registerWorker(db);
  const claimed = await change(parts.claims, "'RUNNING', p_name => 'Running', p_worker_id => $2", [
    id,
    worker,
  ]);
  const whileRunning = await traces(id);
  await clock.advance(db, "5 seconds");
  const finished = await change(
    parts.completes,
    `'COMPLETED', p_epoch => $2, p_name => 'Done', p_message => 'Well.', p_result => '{"a": 1}',
     p_result_meta => '{"b": 2}'`,
    [id, claimed[0]?.["epoch"]],
  );
  return [...claimed.map(strip), whileRunning, ...finished.map(strip), await traces(id)];
}

describe.each(pasts)("a run %s", (_what, live) => {
  it("is started and completed in the same way whether or not the rules are asked", async () => {
    const deployment = await deploy(db);
    const [one, other] = [await enqueue(db, { deployment }), await enqueue(db, { deployment })];
    await live(one);
    await clock.freezeAt(db, "2030-01-01T00:00:00Z");
    await live(other);
    await clock.freezeAt(db, "2030-01-01T00:01:00Z");
    const short = await claimAndFinish(one, {
      claims: "start_due_runs",
      completes: "complete_held_runs",
    });
    await clock.freezeAt(db, "2030-01-01T00:01:00Z");
    const whole = await claimAndFinish(other, {
      claims: "judge_flow_runs",
      completes: "judge_flow_runs",
    });
    expect(short).toMatchObject([{ state_type: "RUNNING" }, {}, { state_type: "COMPLETED" }, {}]);
    expect(short).toEqual(whole);
  });
});
