import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);
const index = new URL("../../src/index.ts", import.meta.url).href;

/** The modules that importing Provost loads, by their addresses. */
async function modulesLoaded(): Promise<string[]> {
  const code = `
    import { registerHooks } from "node:module";
    registerHooks({
      load(url, context, next) {
        console.log(url);
        return next(url, context);
      },
    });
    await import(${JSON.stringify(index)});`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", code]);
  return stdout.trim().split("\n");
}

describe("importing Provost", () => {
  it("loads no engine, database driver, server or command line", async () => {
    const loaded = await modulesLoaded();
    expect(loaded.some((url) => url.endsWith("/flow/flow.ts"))).toBe(true);
    const floors = /\/src\/(engine|db|worker|server|services|commands|cli|settings|log)\b/;
    expect(loaded.filter((url) => floors.test(url))).toEqual([]);
    const packages =
      /node_modules\/(pg|graphile|postgraphile|grafast|graphql|commander|pino|superjson|zod|croner)\b/;
    expect(loaded.filter((url) => packages.test(url))).toEqual([]);
  });

  it("exports what is public, and nothing else", async () => {
    const names = Object.keys(await import("../../src/index.ts"));
    expect(names.toSorted()).toEqual(
      [
        "flow",
        "task",
        "taskFuture",
        "taskServe",
        "unmapped",
        "allowFailure",
        "quote",
        "opaque",
        "asCompleted",
        "EndedFuture",
        "tags",
        "NonRetryable",
        "RetryAfter",
        "isFinal",
        "Cancelled",
        "Cancelling",
        "Completed",
        "Crashed",
        "Failed",
        "Paused",
        "Pending",
        "Running",
        "Scheduled",
        "isCancelled",
        "isCancelling",
        "isCompleted",
        "isCrashed",
        "isFailed",
        "isPaused",
        "isPending",
        "isRunning",
        "isScheduled",
        "wait",
        "exponentialBackoff",
        "CachePolicy",
        "INPUTS",
        "TASK_SOURCE",
        "FLOW_PARAMETERS",
        "RUN_ID",
        "NO_CACHE",
        "NONE",
        "DEFAULT",
        "cacheKeyFn",
        "registerResultStorage",
        "transaction",
        "getTransaction",
        "ResultMissing",
        "ResultStorageFailed",
        "KeyLockTimeout",
        "getLogger",
        "getRunContext",
        "flowRun",
        "deployment",
        "taskRun",
        "concurrency",
        "rateLimit",
        "cron",
        "interval",
        "rrule",
        "PauseTimedOut",
        "emitEvent",
        "pauseFlowRun",
        "receiveInput",
        "receiveInputs",
        "resumeFlowRun",
        "sendInput",
        "suspendFlowRun",
        "waitForEvent",
        "serve",
        "sleep",
        "sleepUntil",
        "waitForFlowRun",
        "DeploymentRun",
        "runDeployment",
        "retryFlowRun",
        "DistributedFuture",
        "FutureList",
        "State",
        "TaskFuture",
        "ProvostError",
        "InvalidInput",
        "InvalidParameters",
        "NotFound",
        "TooLarge",
        "DatabaseUnreachable",
        "MissingRunContext",
        "MapLengthMismatch",
        "MapWithoutIterable",
        "TimedOut",
        "UpstreamNotCompleted",
        "ReplayMismatch",
        "ReturnedFuturesFailed",
        "RunNotCompleted",
        "SlotsLost",
      ].toSorted(),
    );
  });
});
