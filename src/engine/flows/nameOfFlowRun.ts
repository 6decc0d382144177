import { InvalidInput } from "../../errors.ts";
import type { FlowDefinition } from "../../flow/flowOptions.ts";
import { fillRunName } from "../../flow/runs/runNames.ts";

/** The name that the option `flowRunName` gives to a run; undefined without the option. */
export function nameOfFlowRun(flow: FlowDefinition, parameters: unknown): string | undefined {
  const option = flow.settings.flowRunName;
  if (option === undefined) return undefined;
  const name: unknown =
    typeof option === "function" ? option(parameters) : fillRunName(option, parameters);
  if (typeof name === "string" && name.trim() !== "") return name;
  throw new InvalidInput(
    `Expected the \`flowRunName\` of flow "${flow.name}" to be a text, got ${JSON.stringify(name)}.`,
    { hint: "Let the function answer a text that is not empty." },
  );
}
