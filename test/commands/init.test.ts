import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readDeploymentsFile } from "../../src/commands/deploy/readDeploymentsFile.ts";
import { runProvost } from "./runProvost.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "provost-init-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const init = (...args: string[]) => runProvost(["init", ...args], { cwd: folder });
const written = () => readDeploymentsFile(join(folder, "provost.yaml"));

describe("provost init", () => {
  it("writes a file that deploy can read, with what is given", async () => {
    const given = ["--name", "nightly", "--entrypoint", "src/etl.ts:etl", "--pool", "heavy"];
    const { code } = await init(...given, "--cron", "0 2 * * 1-5", "--timezone", "Europe/Berlin");
    expect(code).toBe(0);
    expect((await written()).deployments).toEqual([
      {
        name: "nightly",
        entrypoint: "src/etl.ts:etl",
        schedules: [{ cron: "0 2 * * 1-5", timezone: "Europe/Berlin" }],
        workPool: "heavy",
      },
    ]);
  });

  it("writes what can be read when every comment in it is put into effect", async () => {
    await init("--no-prompt");
    const text = readFileSync(join(folder, "provost.yaml"), "utf8");
    const all = text.replaceAll(/^ {4}# (\w+: )/gm, "    $1").replaceAll(/^ +# .*$\n/gm, "");
    expect(all).not.toBe(text);

    writeFileSync(join(folder, "provost.yaml"), all);
    expect((await written()).deployments[0]).toMatchObject({
      name: "nightly",
      concurrencyLimit: { limit: 1, collisionStrategy: "ENQUEUE" },
      jobVariables: { env: { TZ: "UTC" } },
    });
  });

  it("writes over no file unless it is told to, and nothing that deploy would refuse", async () => {
    await init();
    expect(await init()).toMatchObject({ code: 2, stderr: expect.stringContaining("--force") });
    expect(await init("--force")).toMatchObject({ code: 0 });
    const wrong = await init("--force", "--cron", "61 * * * *");
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('"61" is no minute') });
    const none = await init("--force", "--entrypoint", "src/etl.ts");
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("FILE:EXPORT") });
  });
});
