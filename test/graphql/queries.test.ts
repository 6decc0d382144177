import { beforeAll, describe, expect, it } from "vitest";
import {
  claimFlowRun,
  deploy,
  finishFlowRun,
  insertFlowRun,
  recordTaskRun,
  writeLog,
} from "../server/flowRunMakers.ts";
import { useServer } from "../server/useServer.ts";

const server = useServer();
let finished: string;
let waiting: string;

beforeAll(async () => {
  const { pool } = server;
  await deploy(pool, "etl/nightly", { schedules: [{ cron: "0 2 * * *" }], tags: ["night"] });
  await deploy(pool, "report/weekly");
  finished = await insertFlowRun(pool);
  const run = { flowRunId: finished, epoch: await claimFlowRun(pool, finished) };
  await recordTaskRun(pool, { ...run, key: "extract-0", type: "COMPLETED" });
  await writeLog(pool, run, "first line", "second line");
  await finishFlowRun(pool, run);
  waiting = await insertFlowRun(pool);
});

describe("a query", () => {
  it("finds a run with all that belongs to it", async () => {
    const { data } = await server.query(
      `query ($id: UUID!) {
        flowRun(id: $id) {
          id stateType stateName runCount deploymentName tags
          flow { name }
          deployment { fullName flow { name } }
          workQueue { name workPool { name } }
          states { nodes { seq type name } }
          taskRuns { nodes { key stateName states { nodes { name } } } }
          logs { nodes { level message } }
          taskRunCounts totalRunTime estimatedRunTime
          worker { name } parent { id } children { nodes { id } }
        }
      }`,
      { id: finished },
    );
    expect(data).toEqual({
      flowRun: {
        id: finished,
        stateType: "COMPLETED",
        stateName: "Completed",
        runCount: 1,
        deploymentName: "etl/nightly",
        tags: ["night"],
        flow: { name: "etl" },
        deployment: { fullName: "etl/nightly", flow: { name: "etl" } },
        workQueue: { name: "default", workPool: { name: "default" } },
        states: {
          nodes: [
            { seq: 1, type: "SCHEDULED", name: "Scheduled" },
            { seq: 2, type: "PENDING", name: "Pending" },
            { seq: 3, type: "RUNNING", name: "Running" },
            { seq: 4, type: "COMPLETED", name: "Completed" },
          ],
        },
        taskRuns: {
          nodes: [
            {
              key: "extract-0",
              stateName: "Completed",
              states: { nodes: [{ name: "Running" }, { name: "Completed" }] },
            },
          ],
        },
        logs: {
          nodes: [
            { level: 20, message: "first line" },
            { level: 20, message: "second line" },
          ],
        },
        taskRunCounts: { COMPLETED: 1 },
        totalRunTime: expect.any(Number),
        estimatedRunTime: expect.any(Number),
        worker: null,
        parent: null,
        children: { nodes: [] },
      },
    });
  });

  it("finds a deployment by its full name, with its schedules and its runs", async () => {
    const { data } = await server.query(
      `{ deploymentByFullName(fullName: "etl/nightly") {
           schedules { nodes { cron deployment { name } } }
           flowRuns { nodes { id } }
         } }`,
    );
    expect(data).toEqual({
      deploymentByFullName: {
        schedules: { nodes: [{ cron: "0 2 * * *", deployment: { name: "nightly" } }] },
        flowRuns: { nodes: [{ id: waiting }, { id: finished }] },
      },
    });
  });

  it("finds flows and work pools by name and in order", async () => {
    const { data } = await server.query(
      `{ flowByName(name: "etl") { deployments { nodes { fullName } } flowRuns { nodes { id } } }
         flows(orderBy: NAME_DESC) { totalCount nodes { name } }
         workPoolByName(name: "default") { workQueues { nodes { name priority } } } }`,
    );
    expect(data).toEqual({
      flowByName: {
        deployments: { nodes: [{ fullName: "etl/nightly" }] },
        flowRuns: { nodes: [{ id: waiting }, { id: finished }] },
      },
      flows: { totalCount: 2, nodes: [{ name: "report" }, { name: "etl" }] },
      workPoolByName: { workQueues: { nodes: [{ name: "default", priority: 1 }] } },
    });
  });

  it("lists runs newest first, or oldest first when asked to", async () => {
    const { data } = await server.query(
      `{ newest: flowRuns { nodes { id } }
         oldest: flowRuns(orderBy: PRIMARY_KEY_ASC) { nodes { id } } }`,
    );
    expect(data).toEqual({
      newest: { nodes: [{ id: waiting }, { id: finished }] },
      oldest: { nodes: [{ id: finished }, { id: waiting }] },
    });
  });

  it.each([
    ["a type of state", `stateType: SCHEDULED`, ["waiting"]],
    ["several types of state", `stateTypeIn: [COMPLETED, FAILED]`, ["finished"]],
    ["the name of a state", `stateName: "Completed"`, ["finished"]],
    ["several names of states", `stateNameIn: ["Late", "Scheduled"]`, ["waiting"]],
    ["an empty list", `stateTypeIn: []`, []],
    ["an instant in the past", `createdAfter: "2020-01-01T00:00:00Z"`, ["waiting", "finished"]],
    ["an instant long ago", `createdBefore: "2020-01-01T00:00:00Z"`, []],
  ])("filters runs by %s", async (_by, condition, expected) => {
    const ids = { waiting, finished };
    const { data, errors } = await server.query(
      `{ flowRuns(condition: { ${condition} }) { nodes { id } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      flowRuns: { nodes: expected.map((name) => ({ id: ids[name as keyof typeof ids] })) },
    });
  });

  it("filters runs by their ids and by their deployment", async () => {
    const deployment = await server.query<{ deploymentByFullName: { id: string } }>(
      `{ deploymentByFullName(fullName: "report/weekly") { id } }`,
    );
    const { data } = await server.query(
      `query ($ids: [UUID!], $deploymentId: UUID) {
        byId: flowRuns(condition: { idIn: $ids }) { nodes { id } }
        byDeployment: flowRuns(condition: { deploymentId: $deploymentId }) { nodes { id } }
      }`,
      { ids: [finished], deploymentId: deployment.data?.deploymentByFullName.id },
    );
    expect(data).toEqual({ byId: { nodes: [{ id: finished }] }, byDeployment: { nodes: [] } });
  });

  it("filters log lines by level", async () => {
    const { data } = await server.query(
      `query ($id: UUID!) { flowRun(id: $id) { logs(condition: { levelAtLeast: 30 }) { nodes { id } } } }`,
      { id: finished },
    );
    expect(data).toEqual({ flowRun: { logs: { nodes: [] } } });
  });

  it("answers null for what does not exist", async () => {
    const { data, errors } = await server.query(
      `{ flowRun(id: "00000000-0000-0000-0000-000000000000") { id } flowByName(name: "none") { id } }`,
    );
    expect({ data, errors }).toEqual({
      data: { flowRun: null, flowByName: null },
      errors: undefined,
    });
  });

  it("answers introspection, as deep as tools ask", async () => {
    const { data } = await server.query<{ __schema: { queryType: { name: string } } }>(
      `{ __schema { queryType { name } types { fields { args { type { ofType { ofType { ofType {
         ofType { ofType { ofType { ofType { ofType { name } } } } } } } } } } } } } }`,
    );
    expect(data?.__schema.queryType.name).toBe("Query");
  });
});
