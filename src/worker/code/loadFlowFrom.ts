import { rmSync } from "node:fs";
import { resolve } from "node:path";
import type { FlowFromOptions } from "../../flow/deployments/flowFrom.ts";
import { pullStepsOf } from "../../flow/deployments/source.ts";
import type { FlowDefinition } from "../../flow/flowOptions.ts";
import { loadSettings } from "../../settings/settings.ts";
import { loadFlow } from "../flowLoader.ts";
import { Clones } from "./clones.ts";
import { lendPackages } from "./lendPackages.ts";
import { pullCode } from "./pullCode.ts";

/** Brings the code of a flow to this process, which keeps it until it ends, and loads it. */
export async function loadFlowFrom({
  source,
  entrypoint,
  folder = process.cwd(),
}: FlowFromOptions): Promise<FlowDefinition> {
  const clones = new Clones({
    settings: loadSettings(),
    onError: () => {},
    onFolder: (folder) =>
      process.once("exit", () => rmSync(folder, { recursive: true, force: true })),
  });
  const code = await pullCode(pullStepsOf(source, folder), {
    from: folder,
    clones,
    runName: "here",
    tell: () => {},
  });
  if (code.root !== undefined) lendPackages(code.root, process.cwd());
  return await loadFlow(resolve(code.directory, entrypoint));
}
