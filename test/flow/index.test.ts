import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { onThisMachine } from "../support/slowness.ts";

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

const root = resolve(import.meta.dirname, "../..");

/** Builds what users import into a folder, as `npm run build` does. */
async function build(folder: string): Promise<string> {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [tsc, "-p", join(root, "src"), "--noCheck", "--outDir", folder]);
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  return pathToFileURL(join(folder, "index.js")).href;
}

/** How long a processor is busy with an import, in milliseconds. */
async function costOfImport(url: string): Promise<number> {
  const code = `
    const before = process.cpuUsage();
    await import(${JSON.stringify(url)});
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1000);`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", code]);
  return Number(stdout);
}

describe("importing Provost", () => {
  it("costs less than 150 ms over bare Node, once it is built", async () => {
    const folder = await mkdtemp(join(tmpdir(), "provost-build-"));
    try {
      const url = await build(folder);
      const costs: number[] = [];
      for (let i = 0; i < 5; i++) costs.push(await costOfImport(url));
      // Of the time of a processor: a slower one takes more of it for the same.
      expect(Math.min(...costs)).toBeLessThan(onThisMachine(150));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

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
        "LateFutureList",
        "State",
        "TaskFuture",
        "ProvostError",
        "InvalidInput",
        "InvalidParameters",
        "NotFound",
        "WorkPoolNotFound",
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
