import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { tags as withTags } from "../../flow/calls/contextTags.ts";
import { flow } from "../../flow/flow.ts";
import { getLogger } from "../../flow/runs/getLogger.ts";
import { getRunContext } from "../../flow/runs/runtime.ts";
import { serve } from "../../worker/serve.ts";
import { readSchedules } from "../deploy/readSchedules.ts";
import { runFlowHere } from "../flow/runFlow.ts";
import type { OutputFormat } from "../output/format.ts";

export interface WatchShellOptions {
  flowName: string;
  flowRunName?: string;
  tag?: string[];
  logOutput: boolean;
  output: OutputFormat;
}

export interface ServeShellOptions {
  flowName: string;
  deploymentName: string;
  tag?: string[];
  deploymentTags?: string[];
  cron?: string[];
  cronSchedule?: string[];
  timezone?: string;
  concurrencyLimit?: number;
  runOnce?: boolean;
  logOutput: boolean;
}

/** Runs a command of the shell as a run of a flow, here and now. */
export async function watchShell(line: string, options: WatchShellOptions): Promise<void> {
  const { flowName, flowRunName, tag = [], logOutput, output } = options;
  const flowOfLine = shellFlow(flowName, line, logOutput);
  const run = () => runFlowHere(flowOfLine, {}, { flowRunName, output });
  await withTags("shell", ...tag, run);
}

/**
 * Deploys a command of the shell and executes its runs in this process, until it is stopped or,
 * with `runOnce`, until nothing is due any more.
 */
export async function serveShell(line: string, options: ServeShellOptions): Promise<void> {
  const {
    flowName,
    deploymentName,
    timezone,
    concurrencyLimit: limit,
    runOnce,
    logOutput,
  } = options;
  const tags = ["shell", ...(options.tag ?? []), ...(options.deploymentTags ?? [])];
  const cron = [...(options.cron ?? []), ...(options.cronSchedule ?? [])];
  const schedules = readSchedules({ cron, ...(timezone !== undefined && { timezone }) });
  const deployment = shellFlow(flowName, line, logOutput).toDeployment({
    name: deploymentName,
    description: `Runs ${line}`,
    schedules,
    tags,
  });
  await serve([deployment], { ...(limit !== undefined && { limit }), ...(runOnce && { runOnce }) });
}

/** A flow that fails unless its command ends with 0; cancelling its run ends the command. */
function shellFlow(name: string, line: string, logOutput: boolean) {
  return flow({ name }, async () => {
    const signal = getRunContext()?.flowRun?.signal;
    const output = logOutput ? "pipe" : "ignore";
    const child = spawn(line, { shell: true, stdio: ["ignore", output, output], signal });
    const ended = new Promise<string>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, by) => resolve(code === null ? `signal ${by}` : String(code)));
    });
    const logger = getLogger();
    // All at once, since what is not awaited ends the process when it fails.
    const [code] = await Promise.all([
      ended,
      eachLine(child.stdout, (text) => logger.info(text)),
      eachLine(child.stderr, (text) => logger.warn(text)),
    ]);
    if (code !== "0") throw new Error(`The command ended with ${code}.`);
  });
}

async function eachLine(stream: Readable | null, work: (line: string) => void): Promise<void> {
  if (stream) for await (const line of createInterface({ input: stream })) work(line);
}
