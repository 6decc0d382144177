import { inspect } from "node:util";
import { ProvostError } from "../../errors.ts";
import type { FlowRunInfo } from "../../flow/runs/runInfo.ts";
import { type AnyFlow, loadFlow } from "../loadExport.ts";
import type { OutputFormat } from "../output/format.ts";
import { say, writeLine } from "../output/print.ts";
import { type ParameterOptions, readParameters } from "../parameters.ts";

export interface RunFlowOptions extends ParameterOptions {
  flowRunName?: string;
  output: OutputFormat;
}

interface NamedRun {
  id: string;
  name: string;
}

/** Runs a flow in this process. Its log lines go to standard error, its result to standard output. */
export async function runFlow(target: string, options: RunFlowOptions): Promise<void> {
  const parameters = await readParameters(options);
  await runFlowHere(await loadFlow(target), parameters, options);
}

/** Runs any flow in this process, as `flow run` does one of a file. */
export async function runFlowHere(
  flow: AnyFlow,
  parameters: object,
  { flowRunName, output }: { flowRunName?: string | undefined; output: OutputFormat },
): Promise<void> {
  // Registers the engine, whatever copy of the package the file has imported.
  await import("../../index.ts");

  let run: NamedRun | undefined;
  const tracked = flow.withOptions({
    ...(flowRunName !== undefined && { flowRunName: () => flowRunName }),
    onRunning: [...flow.settings.onRunning, (_flow, started) => void (run ??= noted(started))],
  });
  try {
    const result = await callWith(tracked, parameters);
    printResult(run, result, output);
  } catch (error) {
    throw run ? failedRun(run, error) : error;
  }
}

function noted({ id, name }: FlowRunInfo): NamedRun {
  say(`Flow run '${name}' has the id ${id}.`);
  return { id, name };
}

const callWith = (flow: AnyFlow, parameters: object): Promise<unknown> =>
  Object.keys(parameters).length > 0 ? flow(parameters) : flow();

function printResult(run: NamedRun | undefined, result: unknown, output: OutputFormat): void {
  if (output !== "table") {
    const record = { id: run?.id, name: run?.name, state: "Completed", result };
    return writeLine(JSON.stringify(record, printable, output === "json" ? 2 : 0));
  }
  if (result === undefined) return;
  writeLine(typeof result === "string" ? result : inspect(result, { depth: null }));
}

/** JSON has no big integers. */
const printable = (_key: string, value: unknown): unknown =>
  typeof value === "bigint" ? String(value) : value;

/** Whatever the flow threw, the command has failed: it was not used wrongly. */
function failedRun(run: NamedRun, error: unknown): ProvostError {
  const facts = error instanceof ProvostError ? { detail: error.detail, hint: error.hint } : {};
  const message = error instanceof Error ? error.message : String(error);
  return new ProvostError(`The flow run '${run.name}' failed: ${message}`, {
    ...facts,
    hint: facts.hint ?? `See what it did: provost flow-run inspect ${run.id}.`,
    cause: error,
  });
}
