import { describe, expect, it, vi } from "vitest";
import { countsText } from "../../../src/commands/watch/counts.ts";
import { createViewer } from "../../../src/commands/watch/createViewer.ts";
import type { FlowRunEvent } from "../../../src/commands/watch/followFlowRun.ts";
import type { OutputFormat } from "../../../src/commands/output/format.ts";

const at = new Date("2026-01-31T09:00:00.123Z");
const running: FlowRunEvent = {
  event: "state",
  state: { seq: 3, type: "RUNNING", name: "Retrying", timestamp: at, message: "again" },
};
const log: FlowRunEvent = {
  event: "log",
  log: {
    id: "019c1f5a-3b2c-7abc-8def-0123456789ab",
    timestamp: at,
    level: 30,
    name: "provost.task_runs",
    message: "careful",
    taskRunId: null,
    taskRunName: "extract",
  },
};
const progress = (counts: Record<string, number>, isFinished = false): FlowRunEvent => ({
  event: "progress",
  progress: {
    stateType: "RUNNING",
    stateName: "Running",
    stateCount: 3,
    isFinished,
    nextScheduledStartTime: null,
    taskRunCounts: counts,
    runningTasks: ["extract"],
  },
});

/** What a viewer writes to standard output. */
function shown(output: OutputFormat, events: readonly FlowRunEvent[]): string[] {
  let text = "";
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  const viewer = createViewer(output, { pretty: false });
  for (const event of events) viewer.show(event);
  viewer.end();
  vi.restoreAllMocks();
  return text.split("\n").slice(0, -1);
}

function parsed(line: string): unknown {
  return JSON.parse(line);
}

describe("the events of a run, in a pipe", () => {
  it("are lines with the time, the level and who says it", () => {
    expect(shown("table", [running, log])).toEqual([
      "2026-01-31T09:00:00.123Z | STATE    | Retrying: again",
      "2026-01-31T09:00:00.123Z | WARN     | extract - careful",
    ]);
  });

  it("tell what the task runs do when that changes, but not more than once a second", () => {
    const lines = shown("table", [
      progress({}),
      progress({ RUNNING: 1 }),
      progress({ RUNNING: 1 }),
      progress({ RUNNING: 1, COMPLETED: 1 }),
      progress({ RUNNING: 1, COMPLETED: 2 }, true),
    ]);
    expect(lines.map((line) => line.split(" | ")[2])).toEqual([
      "1 running (extract)",
      "2 completed, 1 running (extract)",
    ]);
  });

  it("are one JSON object a line for programs; a standstill is told once", () => {
    const lines = shown("ndjson", [running, log, progress({}), progress({}), progress({}, true)]);
    expect(lines.map(parsed)).toMatchObject([
      { event: "state", name: "Retrying", timestamp: "2026-01-31T09:00:00.123Z" },
      { event: "log", message: "careful", level: 30 },
      { event: "progress", isFinished: false },
      { event: "progress", isFinished: true },
    ]);
  });
});

describe("the counts of task runs", () => {
  it("begin with what is done, and name some of those that run", () => {
    expect(countsText({})).toBe("");
    expect(countsText({ FAILED: 1, RUNNING: 7, COMPLETED: 3 }, ["a", "b"])).toBe(
      "3 completed, 7 running (a, b, …), 1 failed",
    );
    expect(countsText({ RUNNING: 2 }, ["a", "b"])).toBe("2 running (a, b)");
  });
});
