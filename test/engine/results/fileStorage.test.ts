import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileStorage } from "../../../src/engine/results/fileStorage.ts";
import { ResultStorageFailed } from "../../../src/flow/runs/runErrors.ts";
import { flow } from "../../../src/flow/flow.ts";
import { task } from "../../../src/flow/task.ts";
import { EngineUnderTest, valueOf } from "../engineUnderTest.ts";

let folder: string;
let storage: FileStorage;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "provost-results-"));
  storage = new FileStorage(`file:${folder}/results`);
});
afterEach(() => rm(folder, { recursive: true }));

const bytes = (text: string): Uint8Array => Buffer.from(text);
const textOf = async (key: string) => (await storage.read(key))?.toString();

describe("results in files", () => {
  it("are written, replaced, read and deleted", async () => {
    await storage.write("a/b", bytes("one"));
    await storage.write("a/b", bytes("two"));
    expect(await textOf("a/b")).toBe("two");
    expect(await readdir(join(folder, "results/a"))).toEqual(["b"]);
    await storage.delete("a/b");
    await storage.delete("a/b");
    expect(await textOf("a/b")).toBeUndefined();
    expect(await textOf("c")).toBeUndefined();
  });

  it("are named by an address that does not depend on the working directory", () => {
    expect(storage.address).toBe(pathToFileURL(`${folder}/results`).href);
    const path = relative(process.cwd(), `${folder}/results`);
    expect(new FileStorage(`file:${path}`).address).toBe(storage.address);
  });

  it("are whole at any moment, whoever writes them at the same time", async () => {
    const texts = Array.from({ length: 20 }, (_none, i) => String(i % 10).repeat(200_000));
    await Promise.all(texts.map((text) => storage.write("k", bytes(text))));
    expect(texts).toContain(await textOf("k"));
    expect(await readdir(join(folder, "results"))).toEqual(["k"]);
  });

  it("are not looked for outside of the folder, not even by a link", async () => {
    await storage.write("inside", bytes("x"));
    await writeFile(join(folder, "secret"), "s");
    await symlink(folder, join(folder, "results/out"));
    await expect(storage.read("out/secret")).rejects.toThrow("leads out of the folder");
    await expect(storage.write("out/secret", bytes("x"))).rejects.toThrow(
      "leads out of the folder",
    );
    expect(await readFile(join(folder, "secret"), "utf8")).toBe("s");
  });

  it("fail at once, with what to check, where no folder can be made", async () => {
    await writeFile(join(folder, "file"), "");
    for (const [address, code] of [
      [`file:${folder}/file`, "EEXIST"],
      [`file:${folder}/file/below`, "EEXIST"],
      ["file:/dev/null/results", "EEXIST"],
      ...(process.platform === "linux" ? [["file:/proc/results", "ENOENT"]] : []),
    ] as const) {
      const error: unknown = await new FileStorage(address ?? "")
        .write("a/b", bytes("x"))
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ResultStorageFailed);
      expect(error).toMatchObject({
        message: expect.stringContaining(`${code}: `),
        hint: expect.stringContaining("Check that the folder is one"),
      });
    }
  });

  it("fail a task whose result cannot be kept, which says where", async () => {
    const engine = new EngineUnderTest();
    const make = task({ name: "make", resultStorage: "file:/dev/null" }, () => 1);
    const { outcome } = await engine.run(flow({ name: "f" }, async () => make()));
    expect(outcome).toMatchObject({
      kind: "failed",
      error: {
        message: 'The result of task "make" could not be stored in file:///dev/null.',
        hint: expect.stringContaining("Check that the folder is one"),
      },
    });
  });

  it("are what a task returned, as JSON that others can read", async () => {
    const engine = new EngineUnderTest({ env: { PROVOST_RESULTS_MEMORY_BYTES: "0" } });
    const make = task(
      { name: "make", resultStorage: `file:${folder}`, resultStorageKey: "{flowRun.id}/make.json" },
      () => ({ n: 1 }),
    );
    const f = flow({ name: "f" }, async () => make());
    const { id } = await engine.run(f);
    expect(await readFile(join(folder, id, "make.json"), "utf8")).toBe('{"n":1}');
    expect(valueOf(await engine.resume(engine.store.takeOver(id), f))).toEqual({ n: 1 });
  });
});
