import type { Settings } from "../../settings/settings.ts";
import type { Pool } from "../../db/pool.ts";
import type { LiveRuns } from "../liveRuns.ts";
import { maxRequestBytes, paths } from "../routes.ts";
import type { ServerLog } from "../serverLog.ts";
import { filterPlugins } from "./filters.ts";
import { namesPlugin } from "./names.ts";
import { orderingPlugin } from "./ordering.ts";
import { pageSizePlugin } from "./pageSize.ts";
import { makePgService, PostGraphileAmberPreset } from "./postgraphile.ts";
import { publicErrors } from "./publicErrors.ts";
import { queryLimits } from "./queryLimits.ts";
import { subscriptionsPlugin } from "./subscriptions.ts";

export interface GraphqlOptions {
  /** Connections with the rights that clients are to have. */
  pool: Pool;
  liveRuns: LiveRuns;
  settings: Pick<Settings["server"], "defaultPageSize" | "maxPageSize" | "maxQueryDepth">;
  log: ServerLog;
}

/** How PostGraphile makes its API from the schema `provost`. */
export function makePreset({ pool, liveRuns, settings, log }: GraphqlOptions) {
  const { defaultPageSize, maxPageSize, maxQueryDepth } = settings;
  const refuseExcess = queryLimits({ maxDepth: maxQueryDepth, defaultPageSize });
  const limitsPlugin: GraphileConfig.Plugin = {
    name: "ProvostQueryLimitsPlugin",
    grafserv: {
      middleware: {
        processGraphQLRequestBody(next, { body }) {
          if (typeof body.query === "string") refuseExcess(body.query, body.variableValues);
          return next();
        },
      },
    },
  };
  return {
    extends: [PostGraphileAmberPreset],
    plugins: [
      namesPlugin,
      orderingPlugin,
      ...filterPlugins,
      pageSizePlugin({ defaultPageSize, maxPageSize }),
      subscriptionsPlugin({ pool, liveRuns, maxPageSize }),
      limitsPlugin,
    ],
    disablePlugins: ["NodePlugin", "QueryQueryPlugin", "PgMutationPayloadEdgePlugin"],
    pgServices: [makePgService({ pool, schemas: ["provost"] })],
    gather: { pgStrictFunctions: true },
    schema: {
      // Tables are read, functions write; one filters and orders by what `90_api/comments/` says.
      defaultBehavior:
        "-insert -update -delete +connection -list -attribute:filterBy -attribute:orderBy",
      pgForbidSetofFunctionsToReturnNull: true,
      dontSwallowErrors: true,
    },
    grafast: {
      timeouts: { planning: 5000, execution: 15_000 },
      maxPlanningDepth: 100,
    },
    grafserv: {
      graphqlPath: paths.graphql,
      graphiqlPath: paths.graphiql,
      graphiqlStaticPath: paths.graphiqlFiles,
      graphiqlOnGraphQLGET: false,
      graphqlOverGET: false,
      maxRequestLength: maxRequestBytes,
      allowedRequestContentTypes: ["application/json"],
      maskError: publicErrors(log),
    },
  } satisfies GraphileConfig.Preset;
}
