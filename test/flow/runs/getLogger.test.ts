import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { getLogger } from "../../../src/flow/runs/getLogger.ts";
import { flow } from "../../../src/flow/flow.ts";
import { EngineUnderTest } from "../../engine/engineUnderTest.ts";

const index = new URL("../../../src/index.ts", import.meta.url).href;

/** Logs two lines in a process of its own, outside of runs. */
async function logOutside(whenMissing: string | undefined) {
  const code = `
    import { getLogger } from ${JSON.stringify(index)};
    const logger = getLogger();
    for (const line of ["one", "two"]) {
      try {
        logger.info(line);
      } catch (error) {
        console.log(error.name, error.hint);
      }
    }`;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", code],
    { env: { ...process.env, PROVOST_LOGGING_TO_API_WHEN_MISSING_FLOW: whenMissing } },
  );
  return { lines: stdout.trim().split("\n"), warnings: stderr.match(/stored nowhere/g) ?? [] };
}

describe("logging outside of a run", () => {
  it("uses the console, and warns once", async () => {
    expect(await logOutside(undefined)).toEqual({
      lines: ["one", "two"],
      warnings: ["stored nowhere"],
    });
  });

  it("is no matter when the setting says so", async () => {
    expect(await logOutside("ignore")).toEqual({ lines: ["one", "two"], warnings: [] });
  });

  it("is an error when the setting says so", async () => {
    const { lines, warnings } = await logOutside("error");
    const refusal = expect.stringMatching(/^MissingRunContext .*WHEN_MISSING_FLOW to ignore/);
    expect(lines).toEqual([refusal, refusal]);
    expect(warnings).toEqual([]);
  });

  it("does not stick to a logger that is used within a run later on", async () => {
    const log = vi.spyOn(console, "info").mockImplementation(() => {});
    const logger = getLogger();
    const engine = new EngineUnderTest();
    await engine.run(flow({ name: "f" }, async () => logger.info("inside")));
    expect(engine.store.logs.map(({ message }) => message)).toEqual(["inside"]);
    expect(log).not.toHaveBeenCalled();
  });
});
