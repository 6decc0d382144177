import { extname } from "node:path";
import { cron } from "../index.ts";
import type { DeploymentDefinition } from "../index.ts";
import { etl } from "./etl.ts";
import { heartbeat } from "./heartbeat.ts";

/** A deployment, and where its flow is found. */
export interface ExampleDeployment {
  readonly definition: DeploymentDefinition;
  /** The URL of the module. */
  readonly file: string;
  readonly exportName: string;
}

// As source or as built: the modules beside this one end as this one does.
const fileOf = (name: string): string =>
  new URL(`./${name}${extname(import.meta.url)}`, import.meta.url).href;

/** What a new installation has to try things out with. */
export const deployments: readonly ExampleDeployment[] = [
  {
    definition: etl.toDeployment({
      name: "local",
      description: "Loads a CSV file that the worker can read, or that it can download.",
      tags: ["example"],
    }),
    file: fileOf("etl"),
    exportName: "etl",
  },
  {
    definition: heartbeat.toDeployment({
      name: "every-minute",
      description: "Runs each minute; its first attempt fails and is tried again.",
      tags: ["example"],
      schedules: [cron("* * * * *")],
    }),
    file: fileOf("heartbeat"),
    exportName: "heartbeat",
  },
];
