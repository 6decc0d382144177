import type { FlowRunProgress } from "../../db/cliRows.ts";
import { duration } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { logLine, stateLine, tasksLine } from "../output/logLine.ts";
import type { Look } from "../output/look.ts";
import { say, writeLine } from "../output/print.ts";
import { countsText } from "./counts.ts";
import type { FlowRunEvent } from "./followFlowRun.ts";
import { StatusLine } from "./statusLine.ts";

/** Shows the events of a run that is followed. */
export interface Viewer {
  show(event: FlowRunEvent): void;
  end(): void;
}

/** With -o json the events are talk, as the data is the run at the end; with ndjson they are data. */
export function createViewer(output: OutputFormat, look: Look): Viewer {
  if (output === "ndjson") return eventLines();
  const write = output === "json" ? say : writeLine;
  return look.pretty && process.stderr.isTTY ? terminal(write, look) : plainLines(write, look);
}

function eventLines(): Viewer {
  let lastProgress = "";
  return {
    show(event) {
      if (event.event === "state")
        return writeLine(JSON.stringify({ event: "state", ...event.state }));
      if (event.event === "log") return writeLine(JSON.stringify({ event: "log", ...event.log }));
      const progress = JSON.stringify({ event: "progress", ...event.progress });
      if (progress !== lastProgress) writeLine(progress);
      lastProgress = progress;
    },
    end: () => {},
  };
}

/** Lines, and below them where the run stands. */
function terminal(write: (line: string) => void, look: Look): Viewer {
  const status = new StatusLine(process.stderr);
  const startedAt = performance.now();
  return {
    show(event) {
      if (event.event === "progress") {
        return status.show(statusText(event.progress, (performance.now() - startedAt) / 1000));
      }
      status.clear();
      write(lineOf(event, look));
    },
    end: () => status.clear(),
  };
}

function statusText(progress: FlowRunProgress, elapsedSeconds: number): string {
  const tasks = countsText(progress.taskRunCounts, progress.runningTasks);
  const waiting = `${progress.stateName}, watched for ${duration(elapsedSeconds)}`;
  return tasks ? `${waiting} | tasks: ${tasks}` : waiting;
}

const tasksEveryMilliseconds = 1000;

/** Lines only; what the task runs do is one of them now and then. */
function plainLines(write: (line: string) => void, look: Look): Viewer {
  let shownCounts = "";
  let shownAt = -Infinity;
  return {
    show(event) {
      if (event.event !== "progress") return write(lineOf(event, look));
      const { taskRunCounts, runningTasks, isFinished } = event.progress;
      const counts = countsText(taskRunCounts, runningTasks);
      const isSoon = performance.now() - shownAt < tasksEveryMilliseconds;
      if (counts === shownCounts || (isSoon && !isFinished)) return;
      write(tasksLine(counts, look));
      shownCounts = counts;
      shownAt = performance.now();
    },
    end: () => {},
  };
}

function lineOf(event: Exclude<FlowRunEvent, { event: "progress" }>, look: Look): string {
  return event.event === "log" ? logLine(event.log, look) : stateLine(event.state, look);
}
