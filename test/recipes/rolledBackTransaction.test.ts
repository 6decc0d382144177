import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flow } from "../../src/flow/flow.ts";
import { task } from "../../src/flow/task.ts";
import { transaction } from "../../src/flow/results/transaction.ts";
import { testProvost, type TestProvost } from "../../src/testing/index.ts";

let provost: TestProvost;
let folder: string;
beforeAll(async () => {
  provost = await testProvost();
  folder = await mkdtemp(join(tmpdir(), "provost-report-"));
});
afterAll(async () => {
  await provost.close();
  await rm(folder, { recursive: true });
});

describe("a transaction whose second task fails", () => {
  it("undoes the first task by its hook, and does both when the flow is retried", async () => {
    let checks = 0;
    const seen: string[][] = [];
    const write = task({ name: "write" }, async (text: string) => {
      const path = join(folder, "report.txt");
      await writeFile(path, text);
      return path;
    });
    write.onRollback((_transaction, { result }) => rm(String(result)));
    const check = task({ name: "check" }, async () => {
      seen.push(await readdir(folder));
      if (++checks === 1) throw new Error("the report is not good");
      return "good";
    });
    const report = flow({ name: "report", retries: 1, retryDelaySeconds: 60 }, async () =>
      transaction(async () => {
        await write("all is well");
        return await check();
      }),
    );

    const run = await provost.run(report);
    expect(run.state.name).toBe("AwaitingRetry");
    expect(await readdir(folder)).toEqual([]);
    const states = run.taskRuns.map(({ taskName, stateName }) => [taskName, stateName]);
    expect(Object.fromEntries(states)).toEqual({
      transaction: "Failed",
      write: "RolledBack",
      check: "Failed",
    });

    expect(await provost.finish(run.id)).toMatchObject({ result: "good" });
    expect(seen).toEqual([["report.txt"], ["report.txt"]]);
    expect(await readdir(folder)).toEqual(["report.txt"]);
  });
});
