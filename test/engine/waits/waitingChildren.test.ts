import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { flow } from "../../../src/flow/flow.ts";
import { PauseTimedOut } from "../../../src/flow/runs/runErrors.ts";
import { State } from "../../../src/flow/states/states.ts";
import { task } from "../../../src/flow/task.ts";
import { pauseFlowRun } from "../../../src/flow/waits/pauseFlowRun.ts";
import { sleep } from "../../../src/flow/waits/sleep.ts";
import { waitForEvent } from "../../../src/flow/waits/waitForEvent.ts";
import { testProvost, type TestProvost } from "../../../src/testing/index.ts";

let provost: TestProvost;
beforeAll(async () => {
  provost = await testProvost();
});
afterAll(async () => await provost.close());

/** The runs that a run has started, and those that they have, by the names of their flows. */
async function family(id: string): Promise<Record<string, { id: string; state: string }>> {
  const found = await provost.query<{ id: string; flow: string; state: string }>(
    `with recursive tree as (
       select r.* from provost.flow_runs r where r.id = $1
       union all
       select r.* from tree t join provost.flow_runs r on r.parent_flow_run_id = t.id)
     select t.id, f.name as flow, t.state_name as state
     from tree t join provost.flows f on f.id = t.flow_id`,
    [id],
  );
  return Object.fromEntries(found.map(({ flow: name, ...run }) => [name, run]));
}

const held = () => provost.query("select flow_run_id from provost_private.active_runs");

describe("a flow that calls one which sleeps", () => {
  it("holds no worker, at any depth, and goes on when the sleep is over", async () => {
    const calls: string[] = [];
    const step = task({ name: "step" }, async (name: string) => void calls.push(name));
    const sleeper = flow({ name: "sleeper" }, async () => {
      await step("before");
      await sleep("2 days");
      await step("after");
      return 1;
    });
    const middle = flow({ name: "middle" }, async () => (await sleeper()) + 1);
    const outer = flow({ name: "outer" }, async () => {
      await step("outer");
      return (await middle()) + 1;
    });
    const run = await provost.run(outer);
    expect(run.state.name).toBe("AwaitingFlowRun");
    expect(await held()).toEqual([]);
    expect(await family(run.id)).toMatchObject({
      middle: { state: "AwaitingFlowRun" },
      sleeper: { state: "Sleeping" },
    });
    await provost.clock.advance("1 day 23 hours");
    await provost.work();
    expect((await family(run.id))["sleeper"]).toMatchObject({ state: "Sleeping" });
    await provost.clock.advance("1 hour");
    await provost.work();
    expect(await provost.read(run.id)).toMatchObject({ state: { name: "Completed" }, result: 3 });
    expect(calls).toEqual(["outer", "before", "after"]);
  });

  it("goes on with what else it does, and waits for the rest", async () => {
    const done: string[] = [];
    const timed = flow({ name: "timed" }, async ({ hours }: { hours: number }) => {
      if (hours > 0) await sleep(hours * 3600);
      done.push(`after ${hours} h`);
      return hours;
    });
    const all = flow({ name: "all" }, async () =>
      Promise.all([timed({ hours: 3 }), timed({ hours: 0 }), timed({ hours: 5 }), sleep("1 hour")]),
    );
    const run = await provost.run(all);
    expect(run.state.name).toBe("Sleeping");
    expect(await provost.finish(run.id)).toMatchObject({ result: [3, 0, 5, undefined] });
    expect(done).toEqual(["after 0 h", "after 3 h", "after 5 h"]);
  });

  it("awaits its retry likewise, which counts for it alone", async () => {
    let attempts = 0;
    const flaky = flow({ name: "flaky", retries: 1, retryDelaySeconds: 7200 }, async () => {
      if (++attempts === 1) throw new Error("not yet");
      return attempts;
    });
    const calling = flow({ name: "calling" }, async () => flaky());
    const run = await provost.run(calling);
    expect(await held()).toEqual([]);
    expect(await provost.finish(run.id)).toMatchObject({
      state: { name: "Completed" },
      result: 2,
    });
    const runs = await provost.query(
      `select run_count from provost.flow_runs where id = $1 or parent_flow_run_id = $1
       order by run_count`,
      [run.id],
    );
    expect(runs).toEqual([{ run_count: 1 }, { run_count: 2 }]);
  });

  it("is cancelled with it, and it with its caller", async () => {
    const napping = flow({ name: "napping" }, async () => sleep("2 days"));
    const around = flow({ name: "around" }, async () => napping());
    const top = flow({ name: "top" }, async () => around());
    const { id } = await provost.run(top);
    await provost.query("select provost.cancel_flow_run($1)", [id]);
    await provost.work();
    expect(await family(id)).toMatchObject({
      top: { state: "Cancelled" },
      around: { state: "Cancelled" },
      napping: { state: "Cancelled" },
    });
  });

  it("hears at once that it was cancelled", async () => {
    const called = flow({ name: "called" }, async () => sleep("2 days"));
    const hearing = flow({ name: "hearing" }, async () =>
      called().catch(({ name }: Error) => name),
    );
    const { id } = await provost.run(hearing);
    const { called: child } = await family(id);
    await provost.query("select provost.cancel_flow_run($1)", [child?.id]);
    await provost.work();
    expect(await provost.read(id)).toMatchObject({
      state: { name: "Completed" },
      result: "RunNotCompleted",
    });
  });

  it("answers its state as it was, with its name and message, whenever its caller goes on", async () => {
    const skipping = flow({ name: "skipping" }, async () => {
      await sleep("1 hour");
      return new State({ type: "COMPLETED", name: "Skipped", message: "nothing new", data: 1 });
    });
    const failing = task({ name: "failing" }, async () => {
      return new State({ type: "FAILED", name: "Refused", message: "not today" });
    });
    const told: unknown[] = [];
    const telling = flow({ name: "telling" }, async () => {
      const states = [
        await skipping.with({ returnState: true })(),
        await failing.with({ returnState: true })(),
      ];
      told.push(states.map(({ type, name, message }) => ({ type, name, message })));
      await sleep("1 hour");
    });
    const { id } = await provost.run(telling);
    await provost.finish(id);
    const states = [
      { type: "COMPLETED", name: "Skipped", message: "nothing new" },
      { type: "FAILED", name: "Refused", message: "not today" },
    ];
    expect(told).toEqual([states, states]);
  });

  it("goes on at once with a result that somebody sets for the call", async () => {
    const asleep = flow({ name: "asleep" }, async () => sleep("2 days"));
    const set = flow({ name: "set" }, async () => asleep());
    const { id } = await provost.run(set);
    await provost.query(
      "select provost.set_task_run_state(t.id, $2) from provost.task_runs t where flow_run_id = $1",
      [id, { type: "COMPLETED", data: "by hand" }],
    );
    await provost.work();
    expect(await provost.read(id)).toMatchObject({ result: "by hand" });
  });

  it("is woken when the run is made due earlier", async () => {
    const early = flow({ name: "early" }, async () => sleep("2 days"));
    const lasting = flow({ name: "lasting" }, async () => early());
    const { id } = await provost.run(lasting);
    const { early: child } = await family(id);
    const now = await provost.clock.now();
    for (const hours of [3, 1]) {
      const scheduled = new Date(now.getTime() + hours * 3_600_000).toISOString();
      await provost.query("select provost.set_flow_run_state($1, $2)", [
        child?.id,
        { type: "SCHEDULED", state_details: { scheduled_time: scheduled } },
      ]);
      const due = "select next_scheduled_start_time as due from provost.flow_runs where id = $1";
      expect(await provost.query(due, [id])).toEqual([{ due: new Date(scheduled) }]);
    }
  });
});

describe("flows that are called side by side, in another order when their caller goes on", () => {
  it("go on, each with what it has waited for, and none is run anew", async () => {
    let isFirst = true;
    const step = task({ name: "step" }, async (n: number) => n);
    const napper = flow({ name: "napper" }, async ({ n }: { n: number }) => {
      await sleep("1 hour");
      return n;
    });
    const many = flow({ name: "many" }, async () =>
      Promise.all(
        [0, 1, 2, 3].map(async (n) => {
          await step(n);
          if (isFirst) await pause(40 * (4 - n));
          return napper({ n });
        }),
      ),
    );
    const { id } = await provost.run(many);
    isFirst = false;
    expect(await provost.finish(id)).toMatchObject({ result: [0, 1, 2, 3] });
    const ends = await provost.query(
      "select state_name as name from provost.flow_runs where parent_flow_run_id = $1",
      [id],
    );
    expect(ends).toEqual(Array.from({ length: 4 }, () => ({ name: "Completed" })));
  });
});

describe("a flow that calls one which waits for people or events", () => {
  it("holds no worker, and goes on when it is resumed, with the input", async () => {
    const asking = flow({ name: "asking" }, async () =>
      pauseFlowRun({ waitForInput: z.object({ yes: z.boolean() }) }),
    );
    const between = flow({ name: "between" }, async () => asking());
    const boss = flow({ name: "boss" }, async () => between());
    const { id } = await provost.run(boss);
    expect(await held()).toEqual([]);
    const { asking: child } = await family(id);
    expect(child).toMatchObject({ state: "Paused" });
    await provost.query("select provost.resume_flow_run($1, $2)", [child?.id, { yes: true }]);
    await provost.work();
    expect(await provost.read(id)).toMatchObject({
      state: { name: "Completed" },
      result: { yes: true },
    });
  });

  it("goes on when the event has happened", async () => {
    const listening = flow({ name: "listening" }, async () => (await waitForEvent("go")).event);
    const host = flow({ name: "host" }, async () => listening());
    const { id } = await provost.run(host);
    expect(await held()).toEqual([]);
    await provost.query(`select provost.emit_event('go', '{"provost.resource.id": "x"}')`);
    await provost.work();
    expect(await provost.read(id)).toMatchObject({ state: { name: "Completed" }, result: "go" });
  });

  it("hears that nobody has resumed it in time", async () => {
    const ignored = flow({ name: "ignored" }, async () => pauseFlowRun({ timeoutSeconds: 3600 }));
    const patient = flow({ name: "patient" }, async () =>
      ignored().catch((error: unknown) => error instanceof PauseTimedOut),
    );
    const { id } = await provost.run(patient);
    await provost.clock.advance("2 hours");
    await provost.work();
    expect(await provost.read(id)).toMatchObject({ state: { name: "Completed" }, result: true });
  });
});
