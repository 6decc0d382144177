import { type Command, Option } from "commander";
import { collected, stateType, stateName } from "../arguments.ts";

/** Which runs a command is to deal with, as the command line says it. */
export interface RunFilterOptions {
  flowName?: string[];
  deployment?: string[];
  state?: string[];
  stateType?: string[];
  name?: string[];
  tag?: string[];
  anyTag?: string[];
  createdAfter?: string;
  createdBefore?: string;
  endedAfter?: string;
  endedBefore?: string;
  olderThan?: string;
  all?: boolean;
}

/** The options of `RunFilterOptions`. */
export function addFilterOptions(command: Command): Command {
  return command
    .option("--flow, --flow-name <name>", "runs of this flow (repeatable)", collected)
    .option("--deployment <name>", "runs of this deployment (repeatable)", collected)
    .option("--state <name>", "in a state of this name, such as Late (repeatable)", stateName)
    .option("--state-type <type>", "in a state of this type (repeatable)", stateType)
    .option("--name <name>", "called so (repeatable)", collected)
    .option("-t, --tag <tag>", "with this tag (repeatable: with all of them)", collected)
    .option("--any-tag <tag>", "with this tag (repeatable: with one of them)", collected)
    .option("--created-after <time>", "created from then on, in ISO 8601")
    .option("--created-before <time>", "created before then")
    .option("--ended-after <time>", "ended from then on")
    .option("--ended-before <time>", "ended before then")
    .addOption(
      new Option("--older-than <duration>", "created so long ago, such as 30d").conflicts(
        "createdBefore",
      ),
    );
}

/** Whether options say which runs are meant, and not only their names or ids. */
export function isFiltered(options: RunFilterOptions): boolean {
  const { flowName, deployment, state, stateType: types, name, tag, anyTag } = options;
  const lists = [flowName, deployment, state, types, name, tag, anyTag];
  const { createdAfter, createdBefore, endedAfter, endedBefore, olderThan } = options;
  const times = [createdAfter, createdBefore, endedAfter, endedBefore, olderThan];
  return [...lists, ...times].some((each) => each !== undefined);
}
