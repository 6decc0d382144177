import { beforeEach, describe, expect, it } from "vitest";
import type { FlowDefinition } from "../../src/flow/flowOptions.ts";
import {
  concurrency,
  flow,
  flowRun,
  pauseFlowRun,
  receiveInput,
  runDeployment,
  sleep,
  suspendFlowRun,
  task,
  taskRun,
  waitForEvent,
  waitForFlowRun,
} from "../../src/index.ts";
import { brokenInvariants } from "../crash/invariants.ts";
import { cancel, enqueue, readRun } from "../sql/engine.ts";
import { column, value } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { onThisMachine } from "../support/slowness.ts";
import { useWorkers } from "./useWorkers.ts";

const database = useDatabase();
const workers = useWorkers(database);
const { errors } = workers;
const serve = (flows: FlowDefinition[], deployment: object = {}) =>
  workers.serve(flows, {}, deployment);

beforeEach(async () => {
  aborted.length = 0;
  for (const name of ["full", "tag:full"]) {
    await database.pool.query(
      "select provost.create_concurrency_limit($1, 1, active_slots => 1, overwrite => true)",
      [name],
    );
  }
});

/** Who was told by the signal to stop. */
const aborted: string[] = [];

/** Goes on until it is told to stop. */
const endless = task({ name: "endless" }, async () => {
  await new Promise((resolve) => taskRun.signal.addEventListener("abort", resolve));
  aborted.push(flowRun.flowName);
  taskRun.signal.throwIfAborted();
});
const tagged = task({ name: "tagged", tags: ["full"] }, async () => {});
const failing = task({ name: "failing", retries: 1, retryDelaySeconds: 600 }, async () => {
  throw new Error("not yet");
});
const child = flow({ name: "child" }, async () => endless());

interface Stage {
  what: string;
  body: () => unknown;
  /** The name of the state in which it is cancelled. */
  state: string;
  /** A fact that holds by then, beside the state. */
  fact?: string;
  retries?: number;
}

const isWaiting =
  "select exists (select from provost_private.slots where granted is null and flow_run_id = $1)";
const isRunning =
  "select exists (select from provost.task_runs where state_name = 'Running' and flow_run_id = $1)";

const stages: Stage[] = [
  { what: "is suspended", body: () => suspendFlowRun(), state: "Suspended" },
  { what: "is paused", body: () => pauseFlowRun(), state: "Paused" },
  { what: "sleeps", body: () => sleep({ days: 1 }), state: "Sleeping" },
  {
    what: "sleeps in memory",
    body: () => Promise.all([sleep({ days: 1 }), endless()]),
    state: "Running",
    fact: isRunning,
  },
  { what: "waits for an event", body: () => waitForEvent("never"), state: "AwaitingEvent" },
  { what: "waits for an input", body: () => receiveInput(), state: "AwaitingInput" },
  {
    what: "waits for a slot",
    body: () => concurrency("full", () => {}),
    state: "Running",
    fact: isWaiting,
  },
  {
    what: "has a task that waits for a slot",
    body: () => tagged(),
    state: "Running",
    fact: isWaiting,
  },
  { what: "has a task that waits for its retry", body: () => failing(), state: "AwaitingRetry" },
  {
    what: "waits for its own retry",
    body: () => Promise.reject(new Error("not yet")),
    state: "AwaitingRetry",
    retries: 1,
  },
];

const untilState = (id: string, state: string) =>
  eventually(async () => expect((await readRun(database.pool, id)).state_name).toBe(state), {
    within: 20,
  });

/** Cancels a run that is at a certain stage. */
async function cancelOnce(id: string, state: string, fact?: string): Promise<void> {
  await untilState(id, state);
  if (fact !== undefined)
    await eventually(() => value<boolean>(database.pool, fact, [id]), { within: 20 });
  await cancelNow(id);
}

/** Where nobody runs it, Cancelled takes the place of Cancelling. */
async function cancelNow(id: string): Promise<void> {
  const { status, state } = await cancel(database.pool, id);
  expect(`${status} ${state.type}`).toMatch(/^(ACCEPT CANCELL(ING|ED)|REJECT CANCELLED)$/);
}

async function expectCancelled(...ids: string[]): Promise<void> {
  const stateTypes = () =>
    column(database.pool, "select state_type from provost.flow_runs where id = any ($1)", [ids]);
  await eventually(
    async () => expect(new Set(await stateTypes())).toEqual(new Set(["CANCELLED"])),
    {
      within: 5,
    },
  );
}

/** No holder, no slot, no place in a queue, no open task. */
async function untilNothingIsLeft(...ids: string[]): Promise<void> {
  const leftovers = () =>
    column(
      database.pool,
      `select 'holder' from provost_private.active_runs where flow_run_id = any ($1)
       union all select 'slot' from provost_private.slots where flow_run_id = any ($1)
       union all select 'task ' || state_name from provost.task_runs
         where flow_run_id = any ($1) and not provost_private.is_terminal(state_type)`,
      [ids],
    );
  await eventually(async () => expect(await leftovers()).toEqual([]), { within: 5 });
}

/** The run that a run has called, once a task of it is under way. */
async function untilCallee(id: string): Promise<string> {
  return await eventually(
    async () => {
      const [called] = await column<string>(
        database.pool,
        `select r.id from provost.flow_runs r join provost.task_runs t on t.flow_run_id = r.id
         where r.parent_flow_run_id = $1 and t.state_name = 'Running'`,
        [id],
      );
      if (called === undefined) throw new Error("Expected a called run that is at work");
      return called;
    },
    { within: 20 },
  );
}

describe("a run that is cancelled while it", () => {
  it("waits, suspended or in memory, for whatever it is, ends in time and leaves nothing", async () => {
    const waiting = stages.map(({ body, retries = 0 }, i) =>
      flow({ name: `waiting-${i}`, retries, retryDelaySeconds: 600 }, async () => {
        await body();
      }),
    );
    const worker = await serve(waiting);
    const cancelled = await Promise.all(
      stages.map(async ({ what, state, fact }, i) => {
        const id = await enqueue(database.pool, { deployment: `waiting-${i}/local` });
        await cancelOnce(id, state, fact);
        const at = performance.now();
        await untilState(id, "Cancelled");
        await untilNothingIsLeft(id);
        return { what, isLate: performance.now() - at > onThisMachine(5000) };
      }),
    );
    expect(cancelled).toEqual(stages.map(({ what }) => ({ what, isLate: false })));
    await eventually(() => expect(worker.running).toBe(0));
    expect(await brokenInvariants(database.pool)).toEqual([]);
    expect(errors).toEqual([]);
  });

  it("waits for another run ends, and the other goes on", async () => {
    const other = await enqueue(database.pool, { expected_start_time: "2100-01-01T00:00:00Z" });
    const watch = flow({ name: "watch" }, async () => {
      await waitForFlowRun(other);
    });
    await serve([watch]);
    const id = await enqueue(database.pool, { deployment: "watch/local" });
    await cancelOnce(id, "AwaitingFlowRun");
    await expectCancelled(id);
    expect((await readRun(database.pool, other)).state_type).toBe("SCHEDULED");
  });

  it("waits for a slot of its deployment ends, and the one that has it when it is told to", async () => {
    const narrow = flow({ name: "narrow" }, async () => endless());
    await serve([narrow], { concurrencyLimit: 1 });
    const holder = await enqueue(database.pool, { deployment: "narrow/local" });
    await untilState(holder, "Running");
    const id = await enqueue(database.pool, { deployment: "narrow/local" });
    await cancelOnce(id, "AwaitingConcurrencySlot");
    await expectCancelled(id);
    await cancelOnce(holder, "Running", isRunning);
    await expectCancelled(holder);
    await eventually(() => expect(aborted).toEqual(["narrow"]));
    await untilNothingIsLeft(holder);
  });

  it("calls a flow ends with it", async () => {
    const parent = flow({ name: "parent" }, async () => child());
    await serve([parent]);
    const id = await enqueue(database.pool, { deployment: "parent/local" });
    const called = await untilCallee(id);
    await cancelNow(id);
    await expectCancelled(id, called);
    await eventually(() => expect(aborted).toEqual(["child"]));
    await untilNothingIsLeft(id, called);
  });

  it("was called ends, and its caller hears of it", async () => {
    const parent = flow({ name: "parent" }, async () => child());
    await serve([parent]);
    const id = await enqueue(database.pool, { deployment: "parent/local" });
    const called = await untilCallee(id);
    await cancelOnce(called, "Running");
    await expectCancelled(called);
    await eventually(async () =>
      expect((await readRun(database.pool, id)).state_type).toMatch(/^(CANCELLED|FAILED|CRASHED)$/),
    );
    await untilNothingIsLeft(id);
  });

  it("waits for a run of a deployment ends with it, wherever that runs", async () => {
    const elsewhere = flow({ name: "elsewhere" }, async () => endless());
    const caller = flow({ name: "caller" }, async () => {
      await runDeployment("elsewhere/local");
    });
    await serve([elsewhere, caller]);
    await serve([elsewhere, caller]);
    const id = await enqueue(database.pool, { deployment: "caller/local" });
    const called = await untilCallee(id);
    await cancelNow(id);
    await expectCancelled(id, called);
    await eventually(() => expect(aborted).toEqual(["elsewhere"]));
    await untilNothingIsLeft(id, called);
  });
});
