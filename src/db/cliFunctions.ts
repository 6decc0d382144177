import type {
  CreatedFlowRun,
  DeploymentChanges,
  FlowRunProgress,
  FlowRunState,
  Gate,
  InspectedDeployment,
  InspectedFlow,
  FoundTaskRun,
  InspectedFlowRun,
  InspectedTaskRun,
  ListedDeployment,
  ListedDeploymentVersion,
  ListedFlow,
  ListedFlowRun,
  ListedTask,
  ListedTaskRun,
  ListedWorker,
  LogRecord,
  RetriedFlowRun,
  StateAnswer,
} from "./cliRows.ts";
import { defineFunction } from "./defineFunction.ts";

type NoArguments = Record<string, never>;

/** The functions that the commands call, most of them in sql/90_api. */
export const cliFunctions = {
  clockNow: defineFunction<NoArguments, Date>({
    name: "clock_now",
    args: {},
    returns: "value",
    idempotent: true,
  }),

  listFlows: defineFunction<NoArguments, ListedFlow>({
    name: "list_flows",
    args: {},
    returns: "rows",
    idempotent: true,
  }),

  inspectFlow: defineFunction<{ flow: string }, InspectedFlow>({
    name: "inspect_flow",
    args: { flow: "text" },
    returns: "row",
    idempotent: true,
  }),

  deleteFlow: defineFunction<{ flow: string }, { id: string }>({
    schema: "provost",
    name: "delete_flow",
    args: { flow: "text" },
    returns: "row",
  }),

  deploymentChanges: defineFunction<{ deployment: object }, DeploymentChanges>({
    name: "deployment_changes",
    args: { deployment: "jsonb" },
    returns: "value",
    idempotent: true,
  }),

  tryDeployment: defineFunction<{ deployment: object }>({
    name: "try_deployment",
    args: { deployment: "jsonb" },
    returns: "void",
    idempotent: true,
  }),

  listDeploymentVersions: defineFunction<
    { deployment: string; limit: number },
    ListedDeploymentVersion
  >({
    name: "list_deployment_versions",
    args: { deployment: "text", limit: "integer" },
    returns: "rows",
    idempotent: true,
  }),

  rollbackDeployment: defineFunction<
    { deployment: string; version?: string | undefined },
    { fullName: string; version: string | null }
  >({
    schema: "provost",
    name: "rollback_deployment",
    args: { deployment: "text", version: "text" },
    returns: "row",
  }),

  deleteDeployment: defineFunction<{ deployment: string }, { id: string }>({
    schema: "provost",
    name: "delete_deployment",
    args: { deployment: "text" },
    returns: "row",
  }),

  listDeployments: defineFunction<{ flows?: readonly string[] | undefined }, ListedDeployment>({
    name: "list_deployments",
    args: { flows: "text[]" },
    returns: "rows",
    records: ["schedules"],
    idempotent: true,
  }),

  inspectDeployment: defineFunction<{ deployment: string }, InspectedDeployment>({
    name: "inspect_deployment",
    args: { deployment: "text" },
    returns: "row",
    records: ["schedules"],
    idempotent: true,
  }),

  listFlowRuns: defineFunction<
    {
      stateTypes?: readonly string[] | undefined;
      stateNames?: readonly string[] | undefined;
      flows?: readonly string[] | undefined;
      deployment?: string | undefined;
      limit: number;
      upcoming?: boolean | undefined;
      all?: boolean | undefined;
    },
    ListedFlowRun
  >({
    name: "list_flow_runs",
    args: {
      stateTypes: "provost.state_type[]",
      stateNames: "text[]",
      flows: "text[]",
      deployment: "text",
      limit: "integer",
      upcoming: "boolean",
      all: "boolean",
    },
    returns: "rows",
    idempotent: true,
  }),

  findFlowRun: defineFunction<{ run: string }, string>({
    name: "find_flow_run",
    args: { run: "text" },
    returns: "value",
    idempotent: true,
  }),

  inspectFlowRun: defineFunction<{ flowRunId: string }, InspectedFlowRun>({
    name: "inspect_flow_run",
    args: { flowRunId: "uuid" },
    returns: "row",
    idempotent: true,
  }),

  whyWaiting: defineFunction<{ flowRunId: string }, Gate>({
    schema: "provost",
    name: "why_waiting",
    args: { flowRunId: "uuid" },
    returns: "rows",
    idempotent: true,
  }),

  flowRunProgress: defineFunction<{ flowRunId: string }, FlowRunProgress>({
    name: "flow_run_progress",
    args: { flowRunId: "uuid" },
    returns: "row",
    idempotent: true,
  }),

  listFlowRunStates: defineFunction<{ flowRunId: string; afterSeq?: number }, FlowRunState>({
    name: "list_flow_run_states",
    args: { flowRunId: "uuid", afterSeq: "integer" },
    returns: "rows",
    idempotent: true,
  }),

  listTaskRuns: defineFunction<{ flowRunId: string; limit: number }, ListedTaskRun>({
    name: "list_task_runs",
    args: { flowRunId: "uuid", limit: "integer" },
    returns: "rows",
    idempotent: true,
  }),

  searchTaskRuns: defineFunction<
    {
      flowRunId?: string | undefined;
      stateTypes?: readonly string[] | undefined;
      stateNames?: readonly string[] | undefined;
      taskNames?: readonly string[] | undefined;
      names?: readonly string[] | undefined;
      limit: number;
    },
    FoundTaskRun
  >({
    name: "search_task_runs",
    args: {
      flowRunId: "uuid",
      stateTypes: "provost.state_type[]",
      stateNames: "text[]",
      taskNames: "text[]",
      names: "text[]",
      limit: "integer",
    },
    returns: "rows",
    idempotent: true,
  }),

  findTaskRun: defineFunction<{ taskRun: string }, string>({
    name: "find_task_run",
    args: { taskRun: "text" },
    returns: "value",
    idempotent: true,
  }),

  inspectTaskRun: defineFunction<{ taskRunId: string }, InspectedTaskRun>({
    name: "inspect_task_run",
    args: { taskRunId: "uuid" },
    returns: "row",
    idempotent: true,
  }),

  readLogs: defineFunction<
    {
      flowRunId: string;
      taskRunId?: string | undefined;
      after?: string | undefined;
      limit: number;
      newestFirst?: boolean;
    },
    LogRecord
  >({
    name: "read_logs",
    args: {
      flowRunId: "uuid",
      taskRunId: "uuid",
      after: "uuid",
      limit: "integer",
      newestFirst: "boolean",
    },
    returns: "rows",
    idempotent: true,
  }),

  listWorkers: defineFunction<{ includeOffline: boolean; limit: number }, ListedWorker>({
    name: "list_workers",
    args: { includeOffline: "boolean", limit: "integer" },
    returns: "rows",
    idempotent: true,
  }),

  hasDueFlowRuns: defineFunction<
    { workPool: string; workQueues?: readonly string[] | undefined },
    boolean
  >({
    name: "has_due_flow_runs",
    args: { workPool: "text", workQueues: "text[]" },
    returns: "value",
    idempotent: true,
  }),

  createFlowRun: defineFunction<
    {
      deployment: string;
      parameters: object;
      name?: string | undefined;
      tags: readonly string[];
      idempotencyKey?: string | undefined;
      scheduledTime?: Date | undefined;
      labels?: object | undefined;
      jobVariables?: object | undefined;
      enforceParameterSchema?: boolean | undefined;
      fairnessKey?: string | undefined;
      workQueue?: string | undefined;
    },
    CreatedFlowRun
  >({
    schema: "provost",
    name: "create_flow_run",
    args: {
      deployment: "text",
      parameters: "jsonb",
      name: "text",
      tags: "text[]",
      idempotencyKey: "text",
      scheduledTime: "timestamptz",
      labels: "jsonb",
      jobVariables: "jsonb",
      enforceParameterSchema: "boolean",
      fairnessKey: "text",
      workQueue: "text",
    },
    returns: "row",
  }),

  delayTask: defineFunction<
    {
      task: string;
      args: readonly unknown[];
      idempotencyKey?: string | undefined;
      scheduledTime?: Date | undefined;
      tags: readonly string[];
      name?: string | undefined;
    },
    CreatedFlowRun
  >({
    schema: "provost",
    name: "delay_task",
    args: {
      task: "text",
      args: "jsonb",
      idempotencyKey: "text",
      scheduledTime: "timestamptz",
      tags: "text[]",
      name: "text",
    },
    returns: "row",
  }),

  listTasks: defineFunction<NoArguments, ListedTask>({
    name: "list_tasks",
    args: {},
    returns: "rows",
    idempotent: true,
  }),

  retryFlowRun: defineFunction<
    { flowRunId: string; mode?: string | undefined; fromTask?: string | undefined },
    RetriedFlowRun
  >({
    schema: "provost",
    name: "retry_flow_run",
    args: { flowRunId: "uuid", mode: "text", fromTask: "text" },
    returns: "row",
  }),

  cancelFlowRun: defineFunction<{ flowRunId: string }, StateAnswer>({
    schema: "provost",
    name: "cancel_flow_run",
    args: { flowRunId: "uuid" },
    returns: "value",
    idempotent: true,
  }),

  suspendFlowRun: defineFunction<
    { flowRunId: string; timeoutSeconds?: number | undefined },
    StateAnswer
  >({
    schema: "provost",
    name: "suspend_flow_run",
    args: { flowRunId: "uuid", timeoutSeconds: "double precision" },
    returns: "value",
    idempotent: true,
  }),

  resumeFlowRun: defineFunction<{ flowRunId: string; runInput?: unknown }, StateAnswer>({
    schema: "provost",
    name: "resume_flow_run",
    args: { flowRunId: "uuid", runInput: "jsonb" },
    returns: "value",
  }),

  watchFlowRun: defineFunction<{ flowRunId: string }>({
    schema: "provost",
    name: "watch_flow_run",
    args: { flowRunId: "uuid" },
    returns: "void",
    idempotent: true,
  }),
};
