import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flow } from "../../../src/flow/flow.ts";
import { deployment, flowRun, getRunContext, taskRun } from "../../../src/flow/runs/runtime.ts";
import { MissingRunContext } from "../../../src/flow/runs/runErrors.ts";
import { task } from "../../../src/flow/task.ts";
import { loadSettings } from "../../../src/settings/settings.ts";
import { testProvost, type TestProvost } from "../../../src/testing/index.ts";
import { EngineUnderTest, valueOf } from "../../engine/engineUnderTest.ts";

let provost: TestProvost;
beforeAll(async () => {
  provost = await testProvost();
});
afterAll(async () => await provost.close());

const family = () => ({
  id: flowRun.id,
  parent: flowRun.parentFlowRunId,
  root: flowRun.rootFlowRunId,
});

describe("what a run knows about itself", () => {
  it("comes from its row and its deployment", async () => {
    const body = flow({ name: "report", version: "7" }, async (_given: { day: string }) => ({
      id: flowRun.id,
      flow: [flowRun.flowName, flowRun.flowVersion],
      deployment: [flowRun.deployment, flowRun.deploymentName, flowRun.deploymentVersion],
      isSame: deployment.id === flowRun.deploymentId && deployment.flowRunId === flowRun.id,
      deployed: [deployment.name, deployment.version, deployment.parameters],
      deploymentId: deployment.id,
      family: family(),
      scheduled: flowRun.scheduledStartTime,
      jobVariables: flowRun.jobVariables,
      tags: flowRun.tags,
    }));
    await provost.deploy(body, { name: "nightly", version: "3" });
    const [created] = await provost.query<{ id: string; deployment_id: string; at: Date }>(
      `insert into provost.flow_runs (deployment, parameters, job_variables, tags)
       values ('report/nightly', '{"day": "Monday"}', '{"memoryMb": 512}', '{eu}')
       returning id, deployment_id, expected_start_time as at`,
    );
    const { id = "", deployment_id: deploymentId, at } = created ?? {};
    expect((await provost.finish(id)).result).toEqual({
      id,
      flow: ["report", "7"],
      deployment: ["report/nightly", "nightly", "3"],
      isSame: true,
      deployed: ["nightly", "3", { day: "Monday" }],
      deploymentId,
      family: { id, parent: null, root: id },
      scheduled: at,
      jobVariables: { memoryMb: 512 },
      tags: ["eu"],
    });
  });

  it("tells where it is asked for, and looked at", async () => {
    const ask = task({ name: "ask" }, () => [taskRun.apiUrl, taskRun.uiUrl]);
    const body = flow({ name: "addressed" }, async () => [
      flowRun.apiUrl,
      flowRun.uiUrl,
      ...(await ask()),
    ]);
    const api = "http://127.0.0.1:4200/graphql";
    expect((await provost.run(body)).result).toEqual([api, null, api, null]);
    const env = {
      PROVOST_API_URL: "https://provost.example.com/graphql",
      PROVOST_UI_URL: "https://provost.example.com/ui/",
    };
    const { outcome } = await new EngineUnderTest({ env }).run(body);
    expect(valueOf(outcome)).toEqual([
      "https://provost.example.com/graphql",
      expect.stringMatching(/^https:\/\/provost\.example\.com\/ui\/runs\/flow-run\/.+$/),
      "https://provost.example.com/graphql",
      expect.stringMatching(/^https:\/\/provost\.example\.com\/ui\/runs\/task-run\/.+$/),
    ]);
    for (const wrong of ["provost.example.com", "ftp://x", "https://"]) {
      expect(() => loadSettings({ PROVOST_UI_URL: wrong })).toThrow("expected a URL such as");
    }
  });

  it("tells which runs have called it, up to the first", async () => {
    const inner = flow({ name: "inner" }, async () => family());
    const middle = flow({ name: "middle" }, async () => ({ ...family(), inner: await inner() }));
    const outer = flow({ name: "outer" }, async () => ({ id: flowRun.id, middle: await middle() }));
    const { id, result } = await provost.run(outer);
    const middleId: unknown = expect.any(String);
    expect(result).toMatchObject({
      id,
      middle: { id: middleId, parent: id, root: id, inner: { root: id } },
    });
    const { middle: called } = result as { middle: { id: string; inner: { parent: string } } };
    expect(called.inner.parent).toBe(called.id);
  });

  it("tells the deployment of the run that has called it", async () => {
    const inner = flow({ name: "called" }, async () => flowRun.parentDeploymentId);
    const middle = flow({ name: "calling" }, async () => [
      flowRun.parentDeploymentId,
      await inner(),
    ]);
    const outer = flow({ name: "deployed" }, async () => [
      flowRun.parentDeploymentId,
      await middle(),
      flowRun.deploymentId,
    ]);
    const { result } = await provost.run(outer);
    const id: unknown = expect.any(String);
    expect(result).toEqual([null, [id, null], id]);
    const [, [called], own] = result as [null, [string, null], string];
    expect(called).toBe(own);
  });

  it("tells of the deployment that it is part of, also in flows that are called", async () => {
    const told = () => [flowRun.deployment, deployment.name, deployment.id !== null];
    const more = () => ({ told: told(), of: deployment.flowRunId, given: deployment.parameters });
    const inner = flow({ name: "inner" }, async (_given: { own: number }) => more());
    const middle = flow({ name: "middle" }, async () => inner({ own: 1 }));
    const outer = flow({ name: "outermost" }, async (_given: { day: string }) => [
      more(),
      await middle(),
    ]);
    const { id, result } = await provost.run(outer, { day: "Monday" });
    expect(result).toEqual([
      { told: ["outermost/test", "test", true], of: id, given: { day: "Monday" } },
      { told: [null, "test", true], of: id, given: { day: "Monday" } },
    ]);
    const { outcome } = await new EngineUnderTest().run(inner);
    expect(valueOf(outcome)).toEqual({ told: [null, null, false], of: null, given: {} });
  });

  it("is nothing in a task that was called outside of flows, but for the task", async () => {
    const alone = task({ name: "alone" }, async (n: number) => ({
      flowRun: flowRun.id,
      deployment: deployment.name,
      task: [taskRun.taskName, taskRun.parameters, taskRun.runCount, n],
    }));
    await provost.serve(alone);
    const [sent] = await provost.query<{ id: string }>(
      "select id from provost.delay_task('alone', '[5]')",
    );
    expect((await provost.finish(sent?.id ?? "")).result).toEqual({
      flowRun: null,
      deployment: null,
      task: ["alone", [5], 1, 5],
    });
  });
});

describe("outside of a run", () => {
  it("fields are null, lists are empty, and nothing is ever aborted", () => {
    expect(getRunContext()).toBeUndefined();
    expect(family()).toEqual({ id: null, parent: null, root: null });
    expect([flowRun.name, flowRun.flowName, flowRun.flowVersion, flowRun.deployment]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect([flowRun.scheduledStartTime, flowRun.runCount, flowRun.tags]).toEqual([null, 0, []]);
    expect([flowRun.parameters, flowRun.jobVariables]).toEqual([{}, {}]);
    expect([taskRun.id, taskRun.key, taskRun.name, taskRun.taskName]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect([taskRun.runCount, taskRun.parameters, taskRun.tags]).toEqual([0, [], []]);
    expect(flowRun.signal.aborted || taskRun.signal.aborted).toBe(false);
    expect({ ...deployment }).toEqual({
      id: null,
      name: null,
      version: null,
      flowRunId: null,
      parameters: {},
    });
  });

  it("what protects others from repeated calls is an error, since it would protect nothing", () => {
    expect(() => flowRun.fencingToken).toThrow(MissingRunContext);
    expect(() => flowRun.idempotencyKey).toThrow("`flowRun.idempotencyKey` was read outside");
    expect(() => taskRun.idempotencyKey).toThrow("`taskRun.idempotencyKey` was read outside");
  });
});
