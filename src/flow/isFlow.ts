import type { FlowDefinition } from "./flowOptions.ts";

/** Whether a value, perhaps made by another copy of this package, is a flow. */
export function isFlow(value: unknown): value is FlowDefinition {
  return typeof value === "function" && "settings" in value && "toDeployment" in value;
}
