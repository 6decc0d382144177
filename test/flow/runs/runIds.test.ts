import { describe, expect, it } from "vitest";
import { resumeFlowRun, retryFlowRun, sendInput, waitForFlowRun } from "../../../src/index.ts";

describe("what is done to another run", () => {
  it.each([
    ["sendInput", () => sendInput("nightly", 1)],
    ["resumeFlowRun", () => resumeFlowRun("nightly")],
    ["retryFlowRun", () => retryFlowRun("nightly")],
    ["waitForFlowRun", () => waitForFlowRun("nightly")],
  ])("needs the id of it: %s", async (_name, act) => {
    await expect(act()).rejects.toThrow(
      'Expected `flowRunId` to be the id of a run, a UUID, got "nightly" (string).',
    );
  });
});
