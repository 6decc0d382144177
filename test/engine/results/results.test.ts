import { describe, expect, it } from "vitest";
import { flow } from "../../../src/flow/flow.ts";
import type { ResultSerializer } from "../../../src/flow/results/resultSerializer.ts";
import type { ResultStorage } from "../../../src/flow/results/resultStorage.ts";
import { registerResultStorage } from "../../../src/flow/results/resultStorage.ts";
import { task } from "../../../src/flow/task.ts";
import type { TaskOptions } from "../../../src/flow/taskOptions.ts";
import type { StoredMeta } from "../../../src/engine/results/storedMeta.ts";
import { EngineUnderTest, valueOf } from "../engineUnderTest.ts";

/** A storage in memory, with what is in it. */
function aStorage(address: string): ResultStorage & { objects: Map<string, Uint8Array> } {
  const objects = new Map<string, Uint8Array>();
  return {
    address,
    objects,
    write: async (key, bytes) => void objects.set(key, bytes),
    read: async (key) => objects.get(key),
    delete: async (key) => void objects.delete(key),
  };
}

/** Runs a task that answers a value, then resumes the run: both values, and what is recorded. */
async function runAndResume(
  value: unknown,
  options: TaskOptions<[]> = {},
  env: NodeJS.Dict<string> = {},
) {
  const engine = new EngineUnderTest({ env });
  let calls = 0;
  const make = task({ name: "make", ...options }, () => {
    calls++;
    return value;
  });
  const f = flow({ name: "f", persistResult: false }, async () => make());
  const { id, outcome } = await engine.run(f);
  const recorded = engine.store.run(id).tasks.get("make#0");
  engine.store.run(id).stateType = "RUNNING";
  const again = await engine.resume(engine.store.takeOver(id), f);
  const meta = recorded?.resultMeta as StoredMeta;
  return { engine, id, outcome, again, recorded, meta, calls };
}

const large = { rows: Array.from({ length: 30_000 }, (_none, id) => ({ id, at: "2026" })) };

describe("results", () => {
  it("are kept with their run while they are small", async () => {
    const { recorded, meta, engine } = await runAndResume({ n: 1 });
    expect(recorded?.result).toEqual({ n: 1 });
    expect(meta).toBeNull();
    expect(engine.store.results.size).toBe(0);
  });

  it("go to the database when they are large, whole, and come back on resume", async () => {
    const { recorded, meta, again, calls, engine, id } = await runAndResume(large);
    expect(recorded?.result).toBeNull();
    expect(meta).toMatchObject({
      storage: "database",
      key: expect.stringContaining(id),
      content_type: "application/json",
      serializer: "json",
      version: 1,
    });
    expect(meta.size).toBeGreaterThan(256 * 1024);
    expect(valueOf(again)).toEqual(large);
    expect(calls).toBe(1);
    expect([...engine.store.results.values()].flat()).toHaveLength(1);
  });

  it("of more than 4 MB go there in parts", async () => {
    const text = "x".repeat(9 * 1024 * 1024);
    const { again, engine } = await runAndResume(text, {}, { PROVOST_RESULTS_MEMORY_BYTES: "0" });
    expect([...engine.store.results.values()].map((parts) => parts.length)).toEqual([3]);
    expect(valueOf(again)).toBe(text);
  });

  it.each<[string, unknown]>([
    ["dates, maps and bytes", { at: new Date(0), by: new Map([[1, new Uint8Array([1])]]) }],
    ["characters that jsonb cannot hold", "a\0b"],
    ["nothing", undefined],
  ])("with %s come back from a storage", async (_what, value) => {
    const { again } = await runAndResume(
      value,
      { resultStorage: "database", resultSerializer: "compressed/json" },
      { PROVOST_RESULTS_MEMORY_BYTES: "0" },
    );
    expect(valueOf(again)).toEqual(value ?? null);
  });

  it("are compressed when that is wished", async () => {
    const { meta, again } = await runAndResume(large, { resultSerializer: "compressed/json" });
    expect(meta.serializer).toBe("compressed/json");
    expect(meta.size).toBeLessThan(256 * 1024);
    expect(valueOf(again)).toEqual(large);
  });

  it("go where the task says, or else its flow", async () => {
    const own = aStorage("memory:own");
    const ofFlow = aStorage("memory:flow");
    const engine = new EngineUnderTest();
    const one = task({ name: "one", resultStorage: own }, () => 1);
    const two = task({ name: "two" }, () => 2);
    const f = flow({ name: "f", resultStorage: ofFlow }, async () => (await one()) + (await two()));
    await engine.run(f);
    const texts = (storage: typeof own) => Array.from(storage.objects.values(), String);
    expect(Array.from(own.objects.values(), (bytes) => Buffer.from(bytes).toString())).toEqual([
      "1",
    ]);
    expect(texts(ofFlow)).toHaveLength(2);
  });

  it("go where the calling flow says, and as it says, when a called flow says nothing", async () => {
    const ofFlow = aStorage("memory:outer");
    const engine = new EngineUnderTest();
    const text: ResultSerializer = {
      name: "text",
      contentType: "text/plain",
      serialize: (value) => Buffer.from(`<${String(value)}>`),
      deserialize: (bytes) => Buffer.from(bytes).toString().slice(1, -1),
    };
    const step = task({ name: "step" }, () => "step");
    const inner = flow({ name: "inner" }, async () => `inner ${await step()}`);
    const outer = flow(
      { name: "outer", resultStorage: ofFlow, resultSerializer: text },
      async () => `outer ${await inner()}`,
    );
    expect(valueOf((await engine.run(outer)).outcome)).toBe("outer inner step");
    const stored = Array.from(ofFlow.objects.values(), (bytes) => Buffer.from(bytes).toString());
    expect(stored).toEqual(["<step>", "<inner step>", "<outer inner step>"]);
  });

  it("are read from a storage that is registered", async () => {
    const storage = aStorage("memory:registered");
    registerResultStorage(storage);
    const { again, meta } = await runAndResume(5, { resultStorage: "memory:registered" });
    expect(meta.storage).toBe("memory:registered");
    expect(valueOf(again)).toBe(5);
  });

  it("have the key that the task gives them, and are used again under it", async () => {
    const storage = aStorage("memory:keyed");
    const engine = new EngineUnderTest();
    let calls = 0;
    const load = task(
      {
        name: "load",
        resultStorage: storage,
        resultStorageKey: "{flowRun.flowName}/{parameters.source}.json",
      },
      (source: string) => `${source} ${++calls}`,
    );
    const f = flow({ name: "daily" }, async () => [
      await load("a"),
      await load("b"),
      await load("a"),
    ]);
    expect(valueOf((await engine.run(f)).outcome)).toEqual(["a 1", "b 2", "a 1"]);
    expect(valueOf((await engine.run(f)).outcome)).toEqual(["a 1", "b 2", "a 1"]);
    expect([...storage.objects.keys()]).toEqual(["daily/a.json", "daily/b.json"]);
  });

  it.each(["../secrets", "/etc/passwd", "a//b", "a/./b", "..", "a\\b", "a\0b", ""])(
    "are not stored under the key %j",
    async (key) => {
      const storage = aStorage("memory:keys");
      const options = { resultStorage: storage, resultStorageKey: "{parameters.0}" };
      const load = task({ name: "load", ...options }, (...[_key]: [string]) => 1);
      const { outcome } = await new EngineUnderTest().run(
        flow({ name: "f" }, async () => load(key)),
      );
      expect(outcome).toMatchObject({ kind: "failed" });
      expect(storage.objects.size).toBe(0);
    },
  );

  it("may have a serializer of their own", async () => {
    const upper: ResultSerializer = {
      name: "upper",
      contentType: "text/plain",
      serialize: (value) => Buffer.from(String(value).toUpperCase()),
      deserialize: (bytes) => Buffer.from(bytes).toString(),
    };
    const { meta, again, outcome } = await runAndResume("quiet", { resultSerializer: upper });
    expect(meta).toMatchObject({ serializer: "upper", content_type: "text/plain" });
    expect(valueOf(outcome)).toBe("quiet");
    expect(valueOf(again)).toBe("QUIET");
  });

  it("that are not stored are computed again on resume, and keep out of the records", async () => {
    const { recorded, calls, again } = await runAndResume({ token: "t" }, { persistResult: false });
    expect(recorded?.result).toBeNull();
    expect(recorded?.resultMeta).toEqual({ storage: "none" });
    expect(calls).toBe(2);
    expect(valueOf(again)).toEqual({ token: "t" });
  });

  it("are not stored at all when settings say so, unless the task does", async () => {
    const env = { PROVOST_TASKS_DEFAULT_PERSIST_RESULT: "false" };
    expect((await runAndResume(1, {}, env)).calls).toBe(2);
    expect((await runAndResume(1, { resultStorage: "database" }, env)).calls).toBe(1);
  });
});

describe("a stored result that is gone", () => {
  it("fails the task with what to do about it", async () => {
    const storage = aStorage("memory:lossy");
    const engine = new EngineUnderTest({ env: { PROVOST_RESULTS_MEMORY_BYTES: "0" } });
    const make = task({ name: "make", resultStorage: storage }, () => "x");
    const f = flow({ name: "f" }, async () => make());
    const { id } = await engine.run(f);
    storage.objects.clear();
    const outcome = await engine.resume(engine.store.takeOver(id), f);
    expect(outcome).toMatchObject({
      kind: "failed",
      error: {
        code: "VORES",
        message: 'The result of task "make" is not in memory:lossy any more.',
        detail: expect.stringContaining("Its key is"),
        hint: expect.stringContaining("run the flow anew"),
      },
    });
  });

  it("is no obstacle in the cache: the task runs", async () => {
    const storage = aStorage("memory:lossy-cache");
    const engine = new EngineUnderTest({ env: { PROVOST_RESULTS_MEMORY_BYTES: "0" } });
    let calls = 0;
    const make = task(
      { name: "make", resultStorage: storage, cacheKeyFn: () => "k" },
      () => ++calls,
    );
    const f = flow({ name: "f" }, async () => make());
    await engine.run(f);
    storage.objects.clear();
    const { id, outcome } = await engine.run(f);
    expect(valueOf(outcome)).toBe(2);
    expect(engine.messages(id)).toEqual([expect.stringContaining("cannot be used; it runs")]);
  });
});

describe("a storage that fails", () => {
  it("fails the attempt, without secrets, and the next one may succeed", async () => {
    const storage = aStorage("memory:shaky");
    let fails = 1;
    const shaky: ResultStorage = {
      ...storage,
      write: async (key, bytes, facts) => {
        if (fails-- > 0) throw new Error("https://ada:pw@host/x refused");
        await storage.write(key, bytes, facts);
      },
    };
    const engine = new EngineUnderTest();
    const make = task({ name: "make", retries: 1, resultStorage: shaky }, () => "x");
    const { id, outcome } = await engine.run(flow({ name: "f" }, async () => make()));
    expect(valueOf(outcome)).toBe("x");
    expect(engine.states(id, "make#0")).toContain("AwaitingRetry");
    const [failure] = engine.store.records.filter(({ type }) => type === "FAILED");
    expect(failure?.error).toMatchObject({
      message: 'The result of task "make" could not be stored in memory:shaky.',
      detail: "https://***@host/x refused",
    });
  });

  it.each(["nowhere", "gopher://x"])("is refused when it is called %s", async (resultStorage) => {
    const make = task({ name: "make", resultStorage }, () => "x");
    const { outcome } = await new EngineUnderTest().run(flow({ name: "f" }, async () => make()));
    expect(outcome).toMatchObject({ kind: "failed", error: { code: "VOARG" } });
  });
});

describe("what was stored or read", () => {
  it("is kept in memory for a while, unless the task says otherwise", async () => {
    const reads = async (options: TaskOptions<[]>) => {
      let count = 0;
      const storage = aStorage(`memory:${JSON.stringify(options)}`);
      const counted = {
        ...storage,
        read: async (key: string) => {
          count++;
          return storage.read(key);
        },
      };
      await runAndResume(1, { ...options, resultStorage: counted });
      return count;
    };
    expect(await reads({})).toBe(0);
    expect(await reads({ cacheResultInMemory: false })).toBe(1);
  });
});
