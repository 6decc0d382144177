import type { Pool } from "../../db/pool.ts";
import { followLog } from "../followLog.ts";
import type { LatestValue } from "../latestValue.ts";
import type { LiveRuns } from "../liveRuns.ts";
import type { FlowRunVersion } from "../../db/serverFunctions.ts";
import {
  access,
  extendSchema,
  type GrafastSubscriber,
  gql,
  lambda,
  listen,
  TYPES,
} from "./postgraphile.ts";

export interface SubscriptionSources {
  pool: Pool;
  liveRuns: LiveRuns;
  maxPageSize: number;
}

const typeDefs = gql`
  extend type Subscription {
    """
    The flow run: at once, and again after every change of its state, its task runs or its log,
    until it has finished.
    """
    flowRunChanged(id: UUID!): FlowRun

    """
    The log of a flow run: the lines after \`afterId\`, or all of them, and then those that are
    written, until the run has finished.
    """
    logsAppended(flowRunId: UUID!, afterId: UUID): [Log!]
  }
`;

/** What one can follow live. An event says only where to look: the fields are read for each. */
export function subscriptionsPlugin(sources: SubscriptionSources): GraphileConfig.Plugin {
  const runChanges: GrafastSubscriber = {
    subscribe: async (flowRunId) => untilFinished(await sources.liveRuns.follow(`${flowRunId}`)),
  };
  const logPages: GrafastSubscriber = {
    subscribe(topic) {
      const [flowRunId = "", afterId = null] = `${topic}`.split(" ");
      return followLog({ ...sources, flowRunId, afterId, maxRows: sources.maxPageSize });
    },
  };

  return extendSchema(({ sql, pgResources: { flow_runs, logs } }) => {
    if (!flow_runs || !logs) throw new Error("Expected provost.flow_runs and provost.logs");
    return {
      typeDefs,
      objects: {
        Subscription: {
          plans: {
            flowRunChanged: {
              subscribePlan: (_$root, args) => listen(runChanges, args.getRaw("id")),
              plan: ($change) => flow_runs.get({ id: access($change, "flowRunId") }),
            },
            logsAppended: {
              subscribePlan: (_$root, args) =>
                listen(
                  logPages,
                  lambda([args.getRaw("flowRunId"), args.getRaw("afterId")], logTopic),
                ),
              plan($page) {
                const $logs = logs.find({ flow_run_id: access($page, "flowRunId") });
                const bound = (key: string) => $logs.placeholder(access($page, key), TYPES.uuid);
                const id = sql`${$logs.alias}.id`;
                $logs.where(sql`(${bound("afterId")} is null or ${id} > ${bound("afterId")})`);
                $logs.where(sql`${id} <= ${bound("upToId")}`);
                $logs.orderBy({ attribute: "id", direction: "ASC" });
                $logs.setOrderIsUnique();
                return $logs;
              },
            },
          },
        },
      },
    };
  }, "ProvostSubscriptionsPlugin");
}

/** Topics are texts: the id of the run and, if given, that of the line to begin after. */
const logTopic = (ids: readonly (string | null | undefined)[]): string =>
  ids.filter(Boolean).join(" ");

function untilFinished(
  changes: LatestValue<FlowRunVersion>,
): AsyncIterableIterator<FlowRunVersion, undefined> {
  const iterator: AsyncIterableIterator<FlowRunVersion, undefined> = {
    async next() {
      const result = await changes.next();
      if (!result.done && result.value.isFinished) changes.end();
      return result;
    },
    return: () => changes.return(),
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
