import { defineFunction } from "./defineFunction.ts";

/** Tells two moments of a run apart. */
export interface FlowRunVersion {
  flowRunId: string;
  version: string;
  isFinished: boolean;
}

/** The functions that the server calls besides what GraphQL asks for (sql/90_api). */
export const serverFunctions = {
  watchFlowRun: defineFunction<{ flowRunId: string }>({
    schema: "provost",
    name: "watch_flow_run",
    args: { flowRunId: "uuid" },
    returns: "void",
    idempotent: true,
  }),

  flowRunVersions: defineFunction<{ flowRunIds: readonly string[] }, FlowRunVersion>({
    schema: "provost",
    name: "flow_run_versions",
    args: { flowRunIds: "uuid[]" },
    returns: "rows",
    idempotent: true,
  }),

  logPageEnd: defineFunction<
    { flowRunId: string; afterId: string | null; maxRows: number },
    string | null
  >({
    schema: "provost",
    name: "log_page_end",
    args: { flowRunId: "uuid", afterId: "uuid", maxRows: "integer" },
    returns: "value",
    idempotent: true,
  }),
};
