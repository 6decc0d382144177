import { beforeAll, describe, expect, it } from "vitest";
import { claimFlowRun, deploy, finishFlowRun, insertFlowRun } from "../server/flowRunMakers.ts";
import { textOfTime } from "../sql/textOfTime.ts";
import { useServer } from "../server/useServer.ts";

const server = useServer();

beforeAll(async () => {
  await deploy(server.pool, "etl/nightly", {
    parameters: { source: "default.csv" },
    parameter_openapi_schema: {
      type: "object",
      properties: { source: { type: "string" }, limit: { type: "integer" } },
      required: ["source"],
    },
    schedules: [{ slug: "night", cron: "0 2 * * *" }],
  });
});

const createFlowRun = `mutation ($input: CreateFlowRunInput!) {
  createFlowRun(input: $input) {
    flowRun { id name stateName parameters tags expectedStartTime deployment { fullName } }
  }
}`;

interface Created {
  createFlowRun: { flowRun: { id: string; parameters: object } } | null;
}

describe("createFlowRun", () => {
  it("enqueues a run and answers it", async () => {
    const { data, errors } = await server.query<Created>(createFlowRun, {
      input: {
        deployment: "etl/nightly",
        parameters: { limit: 3 },
        name: "by-hand",
        tags: ["manual"],
        scheduledTime: "2040-01-31T02:00:00Z",
      },
    });
    expect(errors).toBeUndefined();
    expect(data?.createFlowRun?.flowRun).toEqual({
      id: expect.any(String),
      name: "by-hand",
      stateName: "Scheduled",
      parameters: { source: "default.csv", limit: 3 },
      tags: ["manual"],
      expectedStartTime: textOfTime("2040-01-31T02:00:00Z"),
      deployment: { fullName: "etl/nightly" },
    });
  });

  it("answers the same run for a repeated idempotency key, and refuses it for other input", async () => {
    const input = { deployment: "etl/nightly", idempotencyKey: "order-42", parameters: {} };
    const first = await server.query<Created>(createFlowRun, { input });
    const second = await server.query<Created>(createFlowRun, { input });
    expect(second.data?.createFlowRun?.flowRun).toEqual(first.data?.createFlowRun?.flowRun);
    const other = await server.query<Created>(createFlowRun, {
      input: { ...input, parameters: { limit: 1 } },
    });
    expect(other.errors?.[0]?.extensions?.["code"]).toBe("VODUP");
  });

  it("refuses parameters that do not fit, and points at the one that is wrong", async () => {
    const { data, errors } = await server.query<Created>(createFlowRun, {
      input: { deployment: "etl/nightly", parameters: { limit: "many" } },
    });
    expect(data).toEqual({ createFlowRun: null });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ["createFlowRun"],
        message: expect.stringContaining("etl/nightly"),
        extensions: expect.objectContaining({
          code: "VOPAR",
          pointer: "/limit",
          hint: expect.any(String),
        }),
      }),
    ]);
  });

  it("refuses an unknown deployment and names those that there are", async () => {
    const { errors } = await server.query(createFlowRun, { input: { deployment: "etl/nihgtly" } });
    expect(errors?.[0]).toMatchObject({
      message: "No deployment is named 'etl/nihgtly'.",
      extensions: { code: "VODEP", detail: "Deployments: etl/nightly.", hint: expect.any(String) },
    });
  });

  it("is refused before it runs when a required argument is missing", async () => {
    const { status, errors } = await server.query(createFlowRun, { input: { name: "nameless" } });
    expect(status).toBe(400);
    expect(errors?.[0]?.message).toContain('"deployment"');
  });
});

const setState = `mutation ($id: UUID!, $state: JSON!, $force: Boolean) {
  setFlowRunState(input: { flowRunId: $id, state: $state, force: $force }) {
    result
    query { flowRun(id: $id) { stateName } }
  }
}`;

describe("setFlowRunState", () => {
  it("answers what became of the proposal, and the run afterwards", async () => {
    const id = await insertFlowRun(server.pool);
    const { data } = await server.query(setState, { id, state: { type: "CANCELLING" } });
    expect(data).toEqual({
      setFlowRunState: {
        result: expect.objectContaining({
          status: "REJECT",
          state: expect.objectContaining({ type: "CANCELLED" }),
        }),
        query: { flowRun: { stateName: "Cancelled" } },
      },
    });
  });

  it("refuses an unknown type of state and an unknown run", async () => {
    const id = await insertFlowRun(server.pool);
    const badState = await server.query(setState, { id, state: { type: "ASLEEP" } });
    expect(badState.errors?.[0]?.extensions).toMatchObject({ code: "VOARG" });
    const badRun = await server.query(setState, {
      id: "00000000-0000-0000-0000-000000000000",
      state: { type: "CANCELLING" },
    });
    expect(badRun.errors?.[0]?.extensions).toMatchObject({ code: "VONFD" });
  });
});

describe("createTaskRun and setTaskRunState", () => {
  it("set the result of a task by hand", async () => {
    const flowRunId = await insertFlowRun(server.pool);
    const created = await server.query(
      `mutation ($flowRunId: UUID!) {
        createTaskRun(input: { flowRunId: $flowRunId, taskName: "extract" }) {
          taskRun { key stateType flowRun { id } }
        }
      }`,
      { flowRunId },
    );
    expect(created.data).toEqual({
      createTaskRun: {
        taskRun: { key: "extract#0", stateType: "PENDING", flowRun: { id: flowRunId } },
      },
    });
    const { rows } = await server.pool.query<{ id: string }>(
      "select id from provost.task_runs where flow_run_id = $1",
      [flowRunId],
    );
    const { data } = await server.query(
      `mutation ($id: UUID!, $state: JSON!) {
        setTaskRunState(input: { taskRunId: $id, state: $state }) {
          result
          query { taskRun(id: $id) { stateName result estimatedRunTime } }
        }
      }`,
      { id: rows[0]?.id, state: { type: "COMPLETED", data: { rows: 7 } } },
    );
    expect(data).toEqual({
      setTaskRunState: {
        result: expect.objectContaining({ status: "ACCEPT" }),
        query: { taskRun: { stateName: "Completed", result: { rows: 7 }, estimatedRunTime: 0 } },
      },
    });
  });
});

describe("cancelFlowRun", () => {
  it("tells a running run to stop, and answers like setFlowRunState", async () => {
    const id = await insertFlowRun(server.pool);
    await claimFlowRun(server.pool, id);
    const { data } = await server.query(
      `mutation ($id: UUID!) { cancelFlowRun(input: { flowRunId: $id }) { result } }`,
      { id },
    );
    expect(data).toMatchObject({
      cancelFlowRun: { result: { status: "ACCEPT", state: { type: "CANCELLING" } } },
    });
  });

  it("answers ABORT for a run that has ended", async () => {
    const flowRunId = await insertFlowRun(server.pool);
    const epoch = await claimFlowRun(server.pool, flowRunId);
    await finishFlowRun(server.pool, { flowRunId, epoch });
    const { data } = await server.query(
      `mutation ($id: UUID!) { cancelFlowRun(input: { flowRunId: $id }) { result } }`,
      { id: flowRunId },
    );
    expect(data).toMatchObject({ cancelFlowRun: { result: { status: "ABORT" } } });
  });
});

describe("deploy and the switches", () => {
  it("create a deployment, pause it, and switch its schedule off", async () => {
    const deployed = await server.query<{
      deploy: { deployment: { schedules: { nodes: { id: string }[] } } };
    }>(
      `mutation ($deployment: JSON!) {
        deploy(input: { deployment: $deployment }) {
          deployment { fullName paused schedules { nodes { id slug active } } }
        }
      }`,
      {
        deployment: {
          name: "hourly",
          flow: { name: "report" },
          schedules: [{ slug: "hour", interval_seconds: 3600 }],
        },
      },
    );
    expect(deployed.data?.deploy.deployment).toEqual({
      fullName: "report/hourly",
      paused: false,
      schedules: { nodes: [{ id: expect.any(String), slug: "hour", active: true }] },
    });
    const scheduleId = deployed.data?.deploy.deployment.schedules.nodes[0]?.id;
    const switched = await server.query(
      `mutation ($scheduleId: UUID!) {
        setDeploymentPaused(input: { deployment: "report/hourly", paused: true }) {
          deployment { paused }
        }
        setScheduleActive(input: { scheduleId: $scheduleId, active: false }) {
          schedule { active deployment { fullName } }
        }
      }`,
      { scheduleId },
    );
    expect(switched.data).toEqual({
      setDeploymentPaused: { deployment: { paused: true } },
      setScheduleActive: { schedule: { active: false, deployment: { fullName: "report/hourly" } } },
    });
  });

  it("refuse a definition without a name", async () => {
    const { errors } = await server.query(
      `mutation { deploy(input: { deployment: { flow: { name: "nameless" } } }) { deployment { id } } }`,
    );
    expect(errors?.[0]?.extensions).toMatchObject({ code: "VOARG", hint: expect.any(String) });
  });

  it("say what is wrong when a constraint is violated, and nothing about other rows", async () => {
    const { errors } = await server.query(
      `mutation {
        deploy(input: { deployment: { name: "x", flow: { name: "y" }, timeout_seconds: -1 } }) {
          deployment { id }
        }
      }`,
    );
    expect(errors?.[0]?.message).toContain("deployment_timeout_is_positive");
    expect(errors?.[0]?.extensions).toEqual({ code: "23514" });
  });
});

describe("delayTask", () => {
  const delayTask = `mutation ($input: DelayTaskInput!) {
    delayTask(input: $input) { flowRun { id kind name stateName parameters tags } }
  }`;

  it("sends a call of a task to the background and answers its run", async () => {
    const input = { task: "send-mail", args: ["ann@example.com", { n: 1 }], tags: ["x"] };
    const { data, errors } = await server.query(delayTask, { input });
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      delayTask: {
        flowRun: {
          id: expect.any(String),
          kind: "task",
          name: "send-mail",
          stateName: "Scheduled",
          parameters: { args: ["ann@example.com", { n: 1 }] },
          tags: ["x"],
        },
      },
    });
    const { data: listed } = await server.query<{ flowRuns: { nodes: object[] } }>(
      `{ flowRuns(condition: { kind: "task" }) { nodes { name } } }`,
    );
    expect(listed?.flowRuns.nodes).toEqual([{ name: "send-mail" }]);
  });

  it("refuses what is no list of arguments", async () => {
    const { errors } = await server.query(delayTask, { input: { task: "t", args: { a: 1 } } });
    expect(errors?.[0]?.extensions?.["code"]).toBe("VOARG");
  });
});
