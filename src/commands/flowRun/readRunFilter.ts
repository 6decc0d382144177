import { call } from "../../db/call.ts";
import type { FlowRunFilter } from "../../db/bulkFunctions.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { Pool } from "../../db/pool.ts";
import { InvalidInput } from "../../errors.ts";
import { parseDuration } from "../../flow/duration.ts";
import { parseInstant } from "../../flow/deployments/zonedTime.ts";
import { warnOfStateNames } from "../output/warnOfStateNames.ts";
import type { RunFilterOptions } from "./runFilterOptions.ts";

/**
 * What the database takes for a filter. Runs that are created while a command is at work are never
 * among those that it deals with.
 */
export async function readRunFilter(
  pool: Pool,
  runs: readonly string[],
  options: RunFilterOptions,
): Promise<FlowRunFilter> {
  warnOfStateNames(options.state);
  const now = await call(pool, cliFunctions.clockNow, {});
  const ids: string[] = [];
  for (const run of runs) ids.push(await call(pool, cliFunctions.findFlowRun, { run }));
  const { flowName, deployment, state, stateType: types, name, tag, anyTag } = options;
  const { createdAfter, createdBefore, endedAfter, endedBefore, olderThan } = options;
  const filter: FlowRunFilter = {
    ...(ids.length > 0 && { ids }),
    ...(flowName && { flow: flowName }),
    ...(deployment && { deployment }),
    ...(state && { state_names: state }),
    ...(types && { state_types: types }),
    ...(name && { names: name }),
    ...(tag && { tags: tag }),
    ...(anyTag && { any_tags: anyTag }),
    ...(createdAfter !== undefined && { created_after: instant(createdAfter) }),
    ...(createdBefore !== undefined && { created_before: instant(createdBefore) }),
    ...(endedAfter !== undefined && { ended_after: instant(endedAfter) }),
    ...(endedBefore !== undefined && { ended_before: instant(endedBefore) }),
    ...(olderThan !== undefined && {
      created_before: new Date(now.getTime() - parseDuration(olderThan) * 1000),
    }),
    ...(options.all && { all: true }),
  };
  if (Object.keys(filter).length === 0) {
    throw new InvalidInput("Expected runs, or options that say which runs are meant.", {
      hint: "Name runs, or filter them, as with --flow etl --state-type FAILED.",
    });
  }
  return ids.length > 0 ? filter : { created_before: now, ...filter };
}

function instant(text: string): Date {
  return new Date(parseInstant(text, Intl.DateTimeFormat().resolvedOptions().timeZone));
}
