import { describe, expect, it } from "vitest";
import { INPUTS } from "../../src/flow/results/cachePolicy.ts";
import { flow } from "../../src/flow/flow.ts";
import { task } from "../../src/flow/task.ts";
import type { TaskOptions } from "../../src/flow/taskOptions.ts";
import { getTransaction, transaction } from "../../src/flow/results/transaction.ts";
import type { Transaction, TransactionHook } from "../../src/flow/results/transaction.ts";
import { RunStopped } from "../../src/engine/flows/runStopped.ts";
import { EngineUnderTest, valueOf } from "./engineUnderTest.ts";

/** What happened, in order. */
let happened: string[] = [];
const say =
  (what: string): TransactionHook =>
  (_transaction, run) =>
    happened.push(`${what} ${run.name}`);
const hooks = { onCommit: say("commit"), onRollback: say("rollback") };

/** A task that says what happens to it. */
const step = (name: string, options: TaskOptions<[]> = {}) =>
  task({ name, ...hooks, ...options }, () => {
    happened.push(`run ${name}`);
    return `result of ${name}`;
  });

const boom = task({ name: "boom" }, () => {
  throw new Error("no good");
});

async function run(body: () => Promise<unknown>, engine = new EngineUnderTest()) {
  happened = [];
  const { id, outcome } = await engine.run(flow({ name: "f" }, body));
  const states = (key: string) => engine.states(id, key);
  return { engine, id, outcome, states };
}

describe("a transaction", () => {
  it("commits what is in it when it ends, in order, then itself, and answers its value", async () => {
    const { outcome, states } = await run(() =>
      transaction({ name: "all" }, async (txn) => {
        txn.onCommit(() => happened.push("commit all"));
        await step("a")();
        await step("b")();
        expect(txn.state).toBe("ACTIVE");
        return "done";
      }),
    );
    expect(valueOf(outcome)).toBe("done");
    expect(happened).toEqual(["run a", "run b", "commit a-0", "commit b-0", "commit all"]);
    expect(states("all#0")).toEqual(["Completed"]);
  });

  it("rolls back what was done when a task in it fails, the last one first", async () => {
    const { outcome, states } = await run(() =>
      transaction(async (txn) => {
        txn.onRollback(() => happened.push("rollback all"));
        await step("a")();
        await step("b", { onRollback: [say("first"), say("second")] })();
        await boom();
      }),
    );
    expect(outcome).toMatchObject({ kind: "failed", error: { message: "no good" } });
    expect(happened).toEqual([
      "run a",
      "run b",
      "rollback all",
      "second b-0",
      "first b-0",
      "rollback a-0",
    ]);
    expect(states("transaction#0/a#0")).toEqual(["Completed", "RollingBack", "RolledBack"]);
    expect(states("transaction#0")).toEqual(["Failed"]);
  });

  it("rolls back when its body throws, tasks without hooks, too", async () => {
    const { outcome, states } = await run(() =>
      transaction(async () => {
        await task({ name: "plain" }, () => 1)();
        throw new Error("the body");
      }),
    );
    expect(outcome).toMatchObject({ kind: "failed", error: { message: "the body" } });
    expect(states("transaction#0/plain#0")).toEqual(["Completed", "RolledBack"]);
  });

  it("is rolled back at once by a failure in it, even one that is caught", async () => {
    const { outcome, states } = await run(() =>
      transaction(async (txn) => {
        await step("a")();
        await boom().catch(() => {});
        expect(txn.isRolledBack()).toBe(true);
        await step("late")();
        return "went on";
      }),
    );
    expect(valueOf(outcome)).toBe("went on");
    expect(happened).toEqual(["run a", "rollback a-0", "run late", "rollback late-0"]);
    expect(states("transaction#0")).toEqual(["RolledBack"]);
  });

  it("is not rolled back by attempts that are retried", async () => {
    let calls = 0;
    const shaky = task({ name: "shaky", retries: 1, ...hooks }, () => {
      if (++calls === 1) throw new Error("once");
    });
    await run(() =>
      transaction(async () => {
        await step("a")();
        await shaky();
      }),
    );
    expect(happened).toEqual(["run a", "commit a-0", "commit shaky-0"]);
  });

  it("gives hooks the recorded result and arguments of their task", async () => {
    const seen: unknown[] = [];
    const add = task({ name: "add" }, (a: number, b: number) => a + b);
    add.onRollback((txn, { result, parameters, taskName }) =>
      seen.push([txn.state, taskName, parameters, result]),
    );
    await run(() =>
      transaction(async () => {
        await add(1, 2);
        await boom();
      }),
    );
    expect(seen).toEqual([["ROLLED_BACK", "add", [1, 2], 3]]);
  });

  it("goes on rolling back when a hook fails, and says so", async () => {
    const bad = step("bad", {
      onRollback: () => {
        throw new Error("cannot undo");
      },
    });
    const { engine, id } = await run(() =>
      transaction(async () => {
        await step("a")();
        await bad();
        await boom();
      }),
    );
    expect(happened).toEqual(["run a", "run bad", "rollback a-0"]);
    expect(engine.store.run(id).tasks.get("transaction#0/bad#0")?.record?.message).toContain(
      "a hook failed: Error: cannot undo",
    );
    expect(engine.messages(id).join()).toContain("A rollback hook of");
  });

  it("is rolled back when a commit hook throws, and fails with what it threw", async () => {
    const { outcome } = await run(() =>
      transaction(async (txn) => {
        txn.onCommit(() => {
          throw new Error("not today");
        });
        txn.onRollback(() => happened.push("rollback all"));
        await step("a")();
      }),
    );
    expect(outcome).toMatchObject({ kind: "failed", error: { message: "not today" } });
    // What has been committed stays so.
    expect(happened).toEqual(["run a", "commit a-0", "rollback all"]);
  });

  it("keeps values for hooks and inner transactions, as copies", async () => {
    const seen: unknown[] = [];
    await run(() =>
      transaction(async (outer) => {
        const list = [1];
        outer.set("list", list);
        list.push(2);
        await transaction(async (inner) => {
          seen.push(inner.get("list"), inner.get("nothing", "default"));
          inner.set("list", "own");
          seen.push(inner.get("list"), outer.get("list"));
          expect(() => inner.get("nothing")).toThrow('no value called "nothing"');
        });
      }),
    );
    expect(seen).toEqual([[1], "default", "own", [1]]);
  });

  it("is what its code asks for with getTransaction", async () => {
    const seen: (string | undefined)[] = [getTransaction()?.name];
    const inside = task({ name: "inside" }, () => seen.push(getTransaction()?.name));
    await run(async () => {
      seen.push(getTransaction()?.name);
      await transaction({ name: "outer" }, async () => {
        seen.push(getTransaction()?.name);
        await inside();
      });
    });
    expect(seen).toEqual([undefined, undefined, "outer-0", "inside-0"]);
  });

  it("is what a task run is by itself, whose hooks find what its code has set", async () => {
    const seen: unknown[] = [];
    const note = (txn: Transaction) => seen.push([txn.name, txn.get("row")]);
    const insert = task({ name: "insert", onCommit: note }, () => getTransaction()?.set("row", 7));
    const failing = task({ name: "failing" }, () => {
      const txn = getTransaction();
      txn?.set("row", 8);
      txn?.onRollback(note);
      throw new Error("no");
    });
    await run(async () => {
      await insert();
      await failing().catch(() => {});
    });
    expect(seen).toEqual([
      ["insert-0", 7],
      ["failing-0", 8],
    ]);
  });

  it("knows the one around it, and is as isolated unless it says otherwise", async () => {
    const seen: unknown[] = [];
    const undo = ({ parent }: Transaction) => void seen.push(parent?.name);
    const inside = task({ name: "inside", onRollback: undo }, () =>
      seen.push(getTransaction()?.isolationLevel),
    );
    await run(() =>
      transaction({ name: "outer", isolationLevel: "SERIALIZABLE" }, async (outer) => {
        seen.push(outer.parent, outer.isolationLevel);
        await inside();
        await transaction({ isolationLevel: "READ_COMMITTED" }, (inner) =>
          seen.push(inner.parent === outer, inner.isolationLevel),
        );
        throw new Error("no");
      }),
    );
    expect(seen).toEqual([
      undefined,
      "SERIALIZABLE",
      "SERIALIZABLE",
      true,
      "READ_COMMITTED",
      "outer-0",
    ]);
  });

  it("records what was staged in the place of what the body returns", async () => {
    const { outcome } = await run(() =>
      transaction(async (txn) => {
        txn.stage("staged", { onCommit: [say("commit"), say("tell of")] });
        return "returned";
      }),
    );
    expect(valueOf(outcome)).toBe("staged");
    expect(happened).toEqual(["commit transaction-0", "tell of transaction-0"]);
  });

  it.each<[string, object]>([
    ["no option `mode`", { mode: "lazy" }],
    ["one of lazy, eager, off", { commitMode: "later" }],
    ["one of READ_COMMITTED, SERIALIZABLE", { isolationLevel: "none" }],
    ["1 to 1900 characters", { key: "" }],
  ])("is refused with: %s", async (message, options) => {
    const { outcome } = await run(() => transaction(options, async () => 1));
    expect(outcome).toMatchObject({ error: { message: expect.stringContaining(message) } });
  });

  it("cannot be begun outside of a flow run", async () => {
    await expect(transaction(async () => 1)).rejects.toThrow("outside of a flow run");
  });
});

describe("nested transactions", () => {
  const nested = (commitMode: "lazy" | "eager" | "off", end: () => unknown = () => {}) =>
    run(() =>
      transaction({ name: "outer", commitMode: "lazy" }, async () => {
        await transaction({ name: "inner", commitMode }, async () => step("a")());
        happened.push("between");
        await end();
      }),
    );

  it("commit with the outermost one", async () => {
    await nested("lazy");
    expect(happened).toEqual(["run a", "between", "commit a-0"]);
  });

  it("commit when they end if they are eager, and stay committed", async () => {
    await nested("eager", boom);
    expect(happened).toEqual(["run a", "commit a-0", "between"]);
  });

  it("are rolled back with the outer one, which a failure in them rolls back", async () => {
    const { states } = await nested("lazy", boom);
    expect(happened).toEqual(["run a", "between", "rollback a-0"]);
    expect(states("outer#0/inner#0")).toEqual(["Completed", "RolledBack"]);
    await run(() =>
      transaction(async () => {
        await step("a")();
        await transaction(async () => boom()).catch(() => {});
      }),
    );
    expect(happened).toEqual(["run a", "rollback a-0"]);
  });

  it("take over the mode of the outer one: off is rolled back, unless it is committed", async () => {
    const off = (commits: boolean) =>
      run(() =>
        transaction({ commitMode: "off" }, async (txn) => {
          await transaction(async () => step("a")());
          return commits ? await txn.commit() : "off";
        }),
      );
    const { outcome } = await off(false);
    expect(valueOf(outcome)).toBe("off");
    expect(happened).toEqual(["run a", "rollback a-0"]);
    expect(valueOf((await off(true)).outcome)).toBe(true);
    expect(happened).toEqual(["run a", "commit a-0"]);
  });
});

describe("a task with hooks", () => {
  it("commits by itself outside of a transaction", async () => {
    const { outcome } = await run(async () => {
      await step("a")();
      await boom();
    });
    expect(outcome.kind).toBe("failed");
    expect(happened).toEqual(["run a", "commit a-0"]);
  });

  it("is rolled back when the task fails that has called it, and runs again with that", async () => {
    let calls = 0;
    const inner = step("inner");
    const outer = task({ name: "outer", retries: 1 }, async () => {
      await inner();
      if (++calls === 1) throw new Error("once");
    });
    const { outcome } = await run(() => outer());
    expect(outcome.kind).toBe("completed");
    expect(happened).toEqual(["run inner", "rollback inner-0", "run inner", "commit inner-0"]);
  });
});

describe("a transaction with a key", () => {
  const keyed = (options: object = {}) =>
    flow({ name: "f" }, async () =>
      transaction({ key: "report-1", ...options }, async () => step("a")()),
    );

  it("is done once, in whatever flow run", async () => {
    const engine = new EngineUnderTest();
    happened = [];
    expect(valueOf((await engine.run(keyed())).outcome)).toBe("result of a");
    const { id, outcome } = await engine.run(keyed());
    expect(valueOf(outcome)).toBe("result of a");
    expect(engine.states(id, "transaction#0")).toEqual(["Cached"]);
    expect(happened).toEqual(["run a", "commit a-0"]);
    await engine.run(keyed({ overwrite: true }));
    expect(happened).toHaveLength(4);
  });

  it("leaves no record when it is rolled back", async () => {
    const engine = new EngineUnderTest();
    const failing = flow({ name: "f" }, async () =>
      transaction({ key: "k" }, async () => {
        await transaction({ key: "inner" }, async () => 1);
        await task({ name: "t", cachePolicy: INPUTS }, (_n: number) => 1)(1);
        expect(engine.store.cache.size).toBe(0);
        await boom();
      }),
    );
    await engine.run(failing);
    expect(engine.store.cache.size).toBe(0);
  });

  it("leaves the records of what is in it when it commits", async () => {
    const engine = new EngineUnderTest();
    await run(
      () =>
        transaction({ key: "k" }, async () => {
          await transaction({ key: "inner" }, async () => 1);
          await task({ name: "t", cacheKeyFn: () => "of a task" }, () => 1)();
        }),
      engine,
    );
    expect([...engine.store.cache.keys()].toSorted()).toEqual([
      "of a task",
      "transaction inner",
      "transaction k",
    ]);
  });

  it("runs in one flow run at a time when it is SERIALIZABLE", async () => {
    const engine = new EngineUnderTest();
    happened = [];
    const once = keyed({ isolationLevel: "SERIALIZABLE" });
    const runs = await Promise.all([engine.run(once), engine.run(once), engine.run(once)]);
    expect(runs.map(({ outcome }) => valueOf(outcome))).toEqual(Array(3).fill("result of a"));
    expect(happened).toEqual(["run a", "commit a-0"]);
    expect(engine.store.locks.size).toBe(0);
  });

  it("runs in one flow run at a time when the transaction around it is SERIALIZABLE", async () => {
    const engine = new EngineUnderTest();
    let runs = 0;
    const once = flow({ name: "once" }, () =>
      transaction({ isolationLevel: "SERIALIZABLE" }, () =>
        transaction({ key: "inner" }, async () => {
          await new Promise(setImmediate);
          return ++runs;
        }),
      ),
    );
    const all = await Promise.all([engine.run(once), engine.run(once), engine.run(once)]);
    expect(all.map(({ outcome }) => valueOf(outcome))).toEqual([1, 1, 1]);
    expect(engine.store.locks.size).toBe(0);
  });

  it("does not wait for keys of its own", async () => {
    const policy = INPUTS.configure({ isolationLevel: "SERIALIZABLE" });
    const same = task({ name: "same", cachePolicy: policy }, (n: number) => n);
    const { outcome, engine } = await run(() =>
      transaction(async () => [await same(1), await same(1)]),
    );
    expect(valueOf(outcome)).toEqual([1, 1]);
    expect(engine.store.locks.size).toBe(0);
  });
});

describe("a transaction in a run that is resumed", () => {
  it("is not run again once it was recorded", async () => {
    const { engine, id } = await run(() => transaction(async () => step("a")()));
    const f = flow({ name: "f" }, () => transaction(async () => step("a")()));
    await engine.resume(engine.store.takeOver(id), f);
    expect(happened).toEqual(["run a", "commit a-0"]);
  });

  it("knows what was recorded in it, and rolls that back if it fails now", async () => {
    const engine = new EngineUnderTest();
    let fails = false;
    happened = [];
    const f = flow({ name: "f" }, () =>
      transaction(async () => {
        await step("a")();
        if (!fails) throw new RunStopped("drain");
        await boom();
      }),
    );
    const { id } = await engine.run(f);
    expect(happened).toEqual(["run a"]);
    fails = true;
    engine.store.run(id).stateType = "RUNNING";
    await engine.resume(engine.store.takeOver(id), f);
    expect(happened).toEqual(["run a", "rollback a-0"]);
  });

  it("runs again what was rolled back when the flow is retried", async () => {
    const engine = new EngineUnderTest();
    let attempts = 0;
    happened = [];
    const f = flow({ name: "f", retries: 1 }, () =>
      transaction(async () => {
        await step("a")();
        if (++attempts === 1) await boom();
        return "done";
      }),
    );
    expect(await engine.call(f)).toBe("done");
    expect(happened).toEqual(["run a", "rollback a-0", "run a", "commit a-0"]);
  });

  it("calls the hooks again of a rollback that a dead process had begun, then runs the task", async () => {
    const engine = new EngineUnderTest();
    happened = [];
    const f = flow({ name: "f" }, () => transaction(async () => step("a")()));
    const claimed = await engine.start(f);
    const record = {
      flowRunId: claimed.flowRunId,
      epoch: claimed.epoch,
      id: claimed.flowRunId,
      key: "transaction#0/a#0",
      name: "a-0",
      tags: [],
      task: step("a").settings,
      type: "COMPLETED",
      startedAt: 0,
      runCount: 1,
    } as const;
    await engine.store.recordTaskRun({ ...record, result: { json: '"first"', meta: null } });
    await engine.store.recordTaskRun({ ...record, stateName: "RollingBack" });
    const outcome = await engine.resume(engine.store.takeOver(claimed.flowRunId), f);
    expect(valueOf(outcome)).toBe("result of a");
    expect(happened).toEqual(["rollback a-0", "run a", "commit a-0"]);
    expect(engine.states(claimed.flowRunId, record.key)).toEqual([
      "Completed",
      "RollingBack",
      "RolledBack",
      "Completed",
    ]);
  });
});

describe("a run that is cancelled", () => {
  it("rolls back its open transactions before it ends", async () => {
    const engine = new EngineUnderTest();
    happened = [];
    const controller = new AbortController();
    const f = flow({ name: "f" }, () =>
      transaction(async () => {
        await step("a")();
        controller.abort();
        await new Promise(() => {});
      }),
    );
    const { id, outcome } = await engine.run(f, {}, controller.signal);
    expect(outcome.kind).toBe("cancelled");
    expect(happened).toEqual(["run a", "rollback a-0"]);
    expect(engine.states(id, "transaction#0/a#0").at(-1)).toBe("RolledBack");
  });
});
