import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DatabaseStore } from "../../../src/engine/store/databaseStore.ts";
import { runFlowToEnd } from "../../../src/engine/flows/runFlow.ts";
import { createRunServices, type RunServices } from "../../../src/engine/store/runServices.ts";
import { RunStopped } from "../../../src/engine/flows/runStopped.ts";
import { SlotKeeper } from "../../../src/engine/slots/slotKeeper.ts";
import { DatabaseSlots } from "../../../src/engine/slots/slotStore.ts";
import {
  concurrency,
  flowRun,
  type HeldSlots,
  rateLimit,
  tags,
  transaction,
} from "../../../src/index.ts";
import { flow } from "../../../src/flow/flow.ts";
import type { FlowDefinition } from "../../../src/flow/flowOptions.ts";
import { currentRunner, setRunner } from "../../../src/flow/runs/runner.ts";
import { task } from "../../../src/flow/task.ts";
import { listenOn } from "../../../src/listenOn.ts";
import { useDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { aWorker } from "../../support/makers.ts";
import { createLimit, slotsOf } from "../../sql/20_limits/limits.ts";
import { column } from "../../sql/rows.ts";

const database = useDatabase();
const neverAborted = new AbortController().signal;
let services: RunServices;
let outside: SlotKeeper;

beforeAll(async () => {
  const { pool, connection } = database;
  const store = new DatabaseStore(pool, await aWorker(pool), { connection });
  services = createRunServices(store, { level: "CRITICAL", format: "text", logPrints: false });
  outside = new SlotKeeper(new DatabaseSlots(pool, connection));
  setRunner({ ...currentRunner(), takeSlots: (wish) => outside.take(wish) });
});
afterAll(() => services.close());

const run = async (made: FlowDefinition, signal = neverAborted): Promise<unknown> =>
  (await runFlowToEnd(made, undefined, services, { signal })).result();

/** Counts how many are inside at once. The first ones stay until there are as many as it is for. */
class Room {
  inside = 0;
  most = 0;
  entered = 0;
  readonly #places: number;
  readonly #filled = Promise.withResolvers<void>();

  constructor(places: number) {
    this.#places = places;
  }

  async stay(milliseconds = 5): Promise<void> {
    this.most = Math.max(this.most, ++this.inside);
    this.entered++;
    if (this.inside >= this.#places) this.#filled.resolve();
    await this.#filled.promise;
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    this.inside--;
  }
}

describe("concurrency", () => {
  it("lets no more go on at once than there are slots, in tasks of a flow", async () => {
    const name = await createLimit(database.pool, { limit: 3 });
    const room = new Room(3);
    const work = task({ name: "work" }, (_i: number) => concurrency(name, () => room.stay()));
    await run(
      flow({ name: "crowd" }, async () => work.map(Array.from({ length: 20 }, (_, i) => i))),
    );
    expect(room.entered).toBe(20);
    expect(room.most).toBe(3);
    expect(await slotsOf(database.pool, name)).toEqual([]);
  });

  it("does so outside of flow runs, too, and answers what the body does", async () => {
    const name = await createLimit(database.pool, { limit: 2 });
    const room = new Room(2);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        concurrency([name], { holder: "test" }, async () => {
          await room.stay();
          return i;
        }),
      ),
    );
    expect(answers).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(room.most).toBe(2);
  });

  it("tells people who holds the slots", async () => {
    const name = await createLimit(database.pool, { limit: 2 });
    const holders: unknown[] = [];
    const look = task({ name: "look" }, async () => {
      holders.push(...(await slotsOf(database.pool, name)));
    });
    const work = task({ name: "work" }, () => concurrency(name, () => look()));
    await run(flow({ name: "held" }, () => work()));
    await concurrency(name, { holder: "nightly import" }, async () => {
      holders.push(...(await slotsOf(database.pool, name)));
    });
    expect(holders).toMatchObject([
      { status: "HELD", task_key: "work#0", holder: null, expires: null },
      { status: "HELD", flow_run_id: null, holder: "nightly import" },
    ]);
  });

  it("gives the slots back when the body throws, and at the end of `await using`", async () => {
    const name = await createLimit(database.pool);
    const failing = concurrency(name, () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    {
      await using slots: HeldSlots = await concurrency(name, { timeoutSeconds: 1 });
      expect(slots.limits).toEqual([name]);
    }
    expect(await slotsOf(database.pool, name)).toEqual([]);
  });

  it("gives up after a while, and leaves the queue", async () => {
    const name = await createLimit(database.pool);
    await concurrency(name, async () => {
      const late = concurrency(name, { timeoutSeconds: 0.1 });
      await expect(late).rejects.toMatchObject({
        code: "VOTIM",
        message: `No slot of ${name} was free within 0.1 second(s).`,
      });
      const never = concurrency(name, { timeoutSeconds: 0 });
      await expect(never).rejects.toMatchObject({ code: "VOTIM" });
      expect(await slotsOf(database.pool, name)).toHaveLength(1);
    });
  });

  it("passes over unknown names, unless it is strict", async () => {
    await expect(concurrency("nobody", () => 7)).resolves.toBe(7);
    await expect(concurrency("nobody", { strict: true }, () => 7)).rejects.toThrow(
      "No concurrency limit is named 'nobody'.",
    );
  });

  it("warns once a run when nothing is limited, since the name may be misspelt", async () => {
    const name = await createLimit(database.pool);
    const work = flow({ name: "work" }, async () => {
      for (let i = 0; i < 3; i++) await concurrency(["nobody", "nowhere"], () => i);
      await concurrency([name, "nobody"], () => 7);
      await concurrency([], () => 7);
      return flowRun?.id;
    });
    const id = await run(work);
    await services.logs.flush();
    expect(
      await column(
        database.pool,
        "select message from provost.logs where flow_run_id = $1 and level = 30",
        [id],
      ),
    ).toEqual(["No active concurrency limit is named nobody, nowhere: nothing is limited by it."]);
  });

  it("refuses wrong arguments", async () => {
    const swapped: (...args: unknown[]) => Promise<unknown> = concurrency as never;
    await expect(swapped("a", () => 7, { occupy: 2 })).rejects.toThrow("before its function");
    await expect(concurrency([""], () => 7)).rejects.toThrow("Expected the name of a concurrency");
    await expect(concurrency("a", { occupy: 0 })).rejects.toThrow("`occupy`");
    await expect(concurrency("a", { leaseDurationSeconds: 5 })).rejects.toThrow("from 60 to 86400");
    // @ts-expect-error -- it is a boolean
    await expect(concurrency("a", { raiseOnLeaseRenewalFailure: 1 })).rejects.toThrow(
      "Expected `raiseOnLeaseRenewalFailure` to be true or false",
    );
    // @ts-expect-error -- it is called `occupy`
    await expect(concurrency("a", { slots: 2 })).rejects.toThrow("has no option `slots`");
  });

  it("stops waiting when its flow run has to stop", async () => {
    const name = await createLimit(database.pool);
    const stopping = new AbortController();
    await concurrency(name, async () => {
      const waiting = run(
        flow({ name: "waits" }, () => concurrency(name, () => 7)),
        stopping.signal,
      );
      waiting.catch(() => {});
      await eventually(async () => expect(await slotsOf(database.pool, name)).toHaveLength(2));
      stopping.abort(new RunStopped("cancelled"));
      await expect(waiting).rejects.toThrow("was cancelled");
      await eventually(async () => expect(await slotsOf(database.pool, name)).toHaveLength(1));
    });
  });
});

describe("a task with tags", () => {
  it("waits for a slot on each limited tag, and gives it back when the attempt ends", async () => {
    await createLimit(database.pool, { name: "tag:database", limit: 2 });
    const room = new Room(2);
    let attempts = 0;
    const query = task(
      { name: "query", tags: ["database", "free"], retries: 1 },
      async (_i: number) => {
        await room.stay();
        if (attempts++ === 0) throw new Error("first");
      },
    );
    await run(
      flow({ name: "queries" }, async () => query.map(Array.from({ length: 12 }, (_, i) => i))),
    );
    expect(room.entered).toBe(13);
    expect(room.most).toBe(2);
    await eventually(async () => expect(await slotsOf(database.pool, "tag:database")).toEqual([]));
  });

  it("has its slot for itself: calls of flows and transactions around it take none", async () => {
    await createLimit(database.pool, { name: "tag:narrow", limit: 1 });
    const query = task({ name: "query" }, async (n: number) => n);
    const child = flow({ name: "child" }, async ({ n }: { n: number }) =>
      transaction(async () => query(n)),
    );
    const parent = flow({ name: "parent" }, async () =>
      tags("narrow", () => Promise.all([child({ n: 1 }), child({ n: 2 })])),
    );
    expect(await run(parent)).toEqual([1, 2]);
  });

  it("fails at once, without a retry, when the limit is 0", async () => {
    await createLimit(database.pool, { name: "tag:forbidden", limit: 0 });
    let calls = 0;
    const never = task({ name: "never", tags: ["forbidden"], retries: 3 }, () => calls++);
    await expect(run(flow({ name: "zero" }, () => never()))).rejects.toThrow(
      "The concurrency limit on tag 'forbidden' is 0, so it would never start.",
    );
    expect(calls).toBe(0);
  });
});

describe("a fan-out to a server that allows 5 calls at once and 10 a second", () => {
  const arrivals: number[] = [];
  const room = new Room(1);
  const server = createServer((_request, response) => {
    arrivals.push(Date.now());
    void room.stay(150).then(() => response.end("ok"));
  });
  afterAll(() => void server.close());

  it("keeps to both, as the server's own log proves", async () => {
    const url = `http://127.0.0.1:${await listenOn(server, "127.0.0.1", 0)}`;
    await createLimit(database.pool, { name: "api", limit: 5 });
    // One, and then eight a second: nine in any second, and ten when one is longer on its way.
    await createLimit(database.pool, { name: "api-rate", limit: 1, decay: 8 });
    const fetchOne = task({ name: "fetch" }, (_i: number) =>
      concurrency("api", async () => {
        await rateLimit("api-rate", { strict: true });
        return (await fetch(url)).text();
      }),
    );
    await run(
      flow({ name: "fan-out" }, async () => fetchOne.map(Array.from({ length: 24 }, (_, i) => i))),
    );
    expect(arrivals).toHaveLength(24);
    expect(room.most).toBeLessThanOrEqual(5);
    const grants = await column<number>(
      database.pool,
      `select trunc(extract(epoch from occurred) * 1000)::float8 from provost.events
       where event = 'provost.concurrency-limit.acquired'
         and resource ->> 'provost.resource.name' = 'api-rate' order by occurred`,
    );
    expect(grants).toHaveLength(24);
    const inOneSecond = grants.map(
      (start) => grants.filter((at) => at >= start && at < start + 1000).length,
    );
    expect(Math.max(...inOneSecond)).toBeLessThanOrEqual(10);
    // On a slow machine, calls come later than they are allowed to; they never come before.
    const early = arrivals.filter((at, nth) => at < (grants[nth] ?? Infinity));
    expect(early).toEqual([]);
  });
});
