import { describe, expect, it } from "vitest";
import { flow } from "../../../src/flow/flow.ts";
import type { State } from "../../../src/flow/states/states.ts";
import { RunStopped } from "../../../src/engine/flows/runStopped.ts";
import { EngineUnderTest, valueOf } from "../engineUnderTest.ts";

function fail(): never {
  throw new Error("no");
}

describe("hooks of flows", () => {
  const seen: string[] = [];
  const hook = (name: string) => (_: unknown, run: { name: string }, state: State) => {
    seen.push(`${name}: ${run.name} ${state.name}`);
  };
  const hooks = {
    onRunning: hook("running"),
    onCompletion: [hook("completed 1"), hook("completed 2")],
    onFailure: hook("failed"),
    onCancellation: hook("cancelled"),
    onCrashed: hook("crashed"),
  };
  const ending = (end: () => unknown) =>
    flow({ name: "f", retries: 0, ...hooks }, async () => end());
  it("run after the state has been stored", async () => {
    const engine = new EngineUnderTest();
    seen.length = 0;
    await engine.run(ending(() => 1));
    expect(seen).toEqual([
      "running: quiet-otter Running",
      "completed 1: quiet-otter Completed",
      "completed 2: quiet-otter Completed",
    ]);
  });

  it("for a failure run once, and not for a failure that is retried", async () => {
    const engine = new EngineUnderTest();
    seen.length = 0;
    await engine.run(ending(fail).withOptions({ retries: 1 }));
    expect(seen).toEqual(["running: quiet-otter Running"]);
    await engine.run(ending(fail));
    expect(seen.at(-1)).toBe("failed: quiet-otter Failed");
  });

  it("run when the run is cancelled, or its process stopped", async () => {
    const engine = new EngineUnderTest();
    seen.length = 0;
    for (const kind of ["cancelled", "drain"] as const) {
      const stop = AbortSignal.abort(new RunStopped(kind));
      await engine.run(
        ending(() => new Promise(() => {})),
        {},
        stop,
      );
    }
    expect(seen).toEqual(["cancelled: quiet-otter Cancelled", "crashed: quiet-otter Crashed"]);
  });

  it("change nothing when they throw, and may write to the log", async () => {
    const engine = new EngineUnderTest();
    const body = flow({ name: "f", onCompletion: fail, onRunning: fail }, async () => "fine");
    const { id, outcome } = await engine.run(body);
    expect(valueOf(outcome)).toBe("fine");
    expect(engine.messages(id)).toEqual([
      'Hook "fail" failed: Error: no',
      'Hook "fail" failed: Error: no',
    ]);
  });
});
