import { describe, expect, it } from "vitest";
import { tags } from "../../../src/flow/calls/contextTags.ts";
import { flow } from "../../../src/flow/flow.ts";
import { flowRun, taskRun } from "../../../src/flow/runs/runtime.ts";
import { task } from "../../../src/flow/task.ts";
import { EngineUnderTest } from "../../engine/engineUnderTest.ts";

const look = task({ name: "look", tags: ["own"] }, async () => taskRun.tags);

describe("`tags`", () => {
  it("are added to all flow and task runs that are created inside", async () => {
    const engine = new EngineUnderTest();
    const child = flow({ name: "child", tags: ["child"] }, async () => flowRun.tags);
    const body = flow({ name: "f" }, async () => ({
      flow: flowRun.tags,
      task: await look(),
      child: await child(),
      nested: await tags("inner", "outer", async () => look()),
    }));
    const seen = await tags("outer", async () => engine.call(body));
    expect(seen).toEqual({
      flow: ["outer"],
      task: ["outer", "own"],
      child: ["outer", "child"],
      nested: ["outer", "inner", "own"],
    });
    expect(engine.store.records.map((record) => record.tags)).toContainEqual(["outer", "own"]);
  });

  it("end with the function, whose result they answer", async () => {
    const engine = new EngineUnderTest();
    const body = flow({ name: "f" }, async () => {
      await tags("inside", async () => look());
      return look();
    });
    expect(await engine.call(body)).toEqual(["own"]);
    expect(tags("x", () => 5)).toBe(5);
  });

  it("need a function and texts", () => {
    // @ts-expect-error -- the function is missing
    expect(() => tags("a", "b")).toThrow("Expected the last argument of `tags` to be a function.");
    expect(() => tags("", () => 1)).toThrow("Expected `tags` to be a list of strings");
  });
});
