import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { DatabaseStore } from "../../src/engine/store/databaseStore.ts";
import { deployDefinition } from "../../src/engine/flows/deployDefinition.ts";
import { runDeploymentAlone } from "../../src/engine/children/deploymentRuns.ts";
import type { FlowOutcome } from "../../src/engine/flows/finishFlowRun.ts";
import { runFlow } from "../../src/engine/flows/runFlow.ts";
import { createRunServices } from "../../src/engine/store/runServices.ts";
import type { RunServices } from "../../src/engine/store/runServices.ts";
import { DeploymentNotFound, InvalidInput, InvalidParameters } from "../../src/errors.ts";
import { flow } from "../../src/flow/flow.ts";
import type { Flow } from "../../src/flow/flow.ts";
import type { FlowDefinition } from "../../src/flow/flowOptions.ts";
import { runDeployment } from "../../src/flow/deployments/runDeployment.ts";
import type { RunDeploymentOptions } from "../../src/flow/deployments/runDeployment.ts";
import { row, type Row, rows, value } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { aWorker } from "../support/makers.ts";
import { valueOf } from "./engineUnderTest.ts";

const database = useDatabase();
let services: RunServices;
let other: RunServices;

const child = flow(
  { name: "child", parameters: z.object({ n: z.number(), fails: z.boolean().default(false) }) },
  async ({ n, fails }) => {
    if (fails) throw new RangeError(`no ${n}`);
    return { n: n * 2, at: new Date(0) };
  },
);

beforeAll(async () => {
  services = await worker();
  other = await worker();
  await deployDefinition(database.pool, child.toDeployment({ name: "local" }), "x.ts:child");
});

async function worker(): Promise<RunServices> {
  const store = new DatabaseStore(database.pool, await aWorker(database.pool));
  return createRunServices(store, { level: "CRITICAL", format: "text", logPrints: false });
}

/** A run of a new deployment that waits to be claimed. */
async function enqueue(body: Flow<[], unknown>): Promise<string> {
  const definition = body.toDeployment({ name: "local" });
  await deployDefinition(database.pool, definition, "x.ts:body");
  const { id } = await row<{ id: string }>(
    database.pool,
    "insert into provost.flow_runs (deployment) values ($1) returning id",
    [`${body.name}/local`],
  );
  return id;
}

async function execute(id: string, body: FlowDefinition, by = services): Promise<FlowOutcome> {
  const claimed = await by.store.claimFlowRun(id);
  if (!claimed) throw new Error(`Expected to claim ${id}`);
  return await runFlow(claimed, body, by);
}

const childrenOf = (id: string): Promise<(Row & { id: string })[]> =>
  rows(database.pool, "select * from provost.flow_runs where parent_flow_run_id = $1", [id]);

/** Another worker executes the child of a run, as soon as there is one that waits. */
async function executeChild(id: string): Promise<string> {
  let childId = "";
  await eventually(async () => {
    const waiting = (await childrenOf(id)).find((run) => run["state_type"] === "SCHEDULED");
    childId = waiting?.id ?? "";
    return childId !== "";
  });
  await execute(childId, child, other);
  return childId;
}

const mirrorOf = (id: string): Promise<Row> =>
  row(database.pool, "select * from provost.task_runs where flow_run_id = $1", [id]);

function caller(name: string, options: RunDeploymentOptions) {
  return flow({ name }, async () => {
    const run = await runDeployment<{ n: number }>("child/local", options);
    return { id: run.id, state: run.state.name, message: run.state.message };
  });
}

describe("a deployment that a flow runs", () => {
  it("is a child run that a worker executes, shown as a task run, and answers its result", async () => {
    const body = flow({ name: "answers" }, async () => {
      const run = await runDeployment<{ n: number }>("child/local", {
        parameters: { n: 4 },
        tags: ["x"],
        flowRunName: "mine",
      });
      return [run.name, run.state.name, run.result()];
    });
    const id = await enqueue(body);
    const [outcome, childId] = await Promise.all([execute(id, body), executeChild(id)]);
    expect(valueOf(outcome)).toEqual(["mine", "Completed", { n: 8, at: new Date(0) }]);
    expect(await childrenOf(id)).toMatchObject([
      { id: childId, deployment: "child/local", parent_flow_run_id: id, tags: ["x"] },
    ]);
    expect(await mirrorOf(id)).toMatchObject({
      key: "child%2flocal#0",
      task_name: "child/local",
      state_type: "COMPLETED",
      child_flow_run_id: childId,
    });
  });

  it("is answered when it fails, and throws its error for its result alone", async () => {
    const body = flow({ name: "fails" }, async () => {
      const run = await runDeployment("child/local", { parameters: { n: 1, fails: true } });
      try {
        return run.result();
      } catch (error) {
        return [run.state.name, error];
      }
    });
    const id = await enqueue(body);
    const [outcome] = await Promise.all([execute(id, body), executeChild(id)]);
    expect(valueOf(outcome)).toEqual(["Failed", new RangeError("no 1")]);
    expect(await mirrorOf(id)).toMatchObject({ state_type: "FAILED" });
  });

  it("is not waited for with a timeout of 0, and no longer than asked", async () => {
    for (const timeoutSeconds of [0, 0.05]) {
      const body = caller(`hurried-${timeoutSeconds}`.replace(".", ""), {
        parameters: { n: 1 },
        timeoutSeconds,
      });
      const id = await enqueue(body);
      expect(valueOf(await execute(id, body))).toMatchObject({ state: "Scheduled" });
      expect(await childrenOf(id)).toMatchObject([{ state_type: "SCHEDULED" }]);
    }
  });

  it("is the same run when its caller is continued, and tried again in its next attempt", async () => {
    const body = flow({ name: "continued", retries: 1 }, async () => {
      const run = await runDeployment("child/local", { parameters: { n: 1, fails: true } });
      return run.result();
    });
    const id = await enqueue(body);
    const [first] = await Promise.all([execute(id, body), executeChild(id)]);
    expect(first.kind).toBe("retrying");
    const [second] = await Promise.all([execute(id, body), executeChild(id)]);
    expect(second).toMatchObject({ kind: "failed", state: { data: new RangeError("no 1") } });
    expect(await childrenOf(id)).toMatchObject([{ run_count: 2 }]);
  });

  it("belongs to nobody when it is no subflow, and is still created once", async () => {
    const options = { parameters: { n: 1 }, asSubflow: false, timeoutSeconds: 0 };
    const body = flow({ name: "loose", retries: 1 }, async () => {
      const { id } = await runDeployment("child/local", options);
      ids.push(id);
      if (ids.length === 1) throw new Error("again");
    });
    const ids: string[] = [];
    const id = await enqueue(body);
    await execute(id, body);
    await execute(id, body);
    expect(new Set(ids).size).toBe(1);
    expect(ids).toHaveLength(2);
    expect(await childrenOf(id)).toEqual([]);
  });

  it("is the run that its idempotency key finds", async () => {
    const options = { parameters: { n: 1 }, idempotencyKey: "order-1", timeoutSeconds: 0 };
    const bodies = [caller("first", options), caller("second", options)];
    const ended: unknown[] = [];
    for (const body of bodies) ended.push(valueOf(await execute(await enqueue(body), body)));
    const [first, second] = ended as { id: string }[];
    expect(second?.id).toBe(first?.id);
  });

  it("is refused for what does not fit", async () => {
    const refused: [string, RunDeploymentOptions, object][] = [
      ["child/none", {}, DeploymentNotFound],
      ["child/local", { parameters: { n: "x" } }, InvalidParameters],
      ["child/local", { parameters: [] }, InvalidInput],
      ["child/local", { scheduledTime: new Date(NaN) }, InvalidInput],
    ];
    for (const [i, [name, options, error]] of refused.entries()) {
      const body = flow({ name: `refused-${i}` }, () => runDeployment(name, options));
      expect(await execute(await enqueue(body), body)).toMatchObject({
        kind: "failed",
        state: { data: expect.any(error) },
      });
    }
  });
});

describe("a deployment that is run outside of flows", () => {
  it("answers its run as it stands when the time is up", async () => {
    const run = await runDeploymentAlone(
      {
        deployment: "child/local",
        parameters: { n: 1 },
        scheduledTime: new Date("2040-01-01T00:00:00Z"),
        name: undefined,
        timeoutSeconds: 0.01,
        tags: [],
        idempotencyKey: undefined,
        workQueue: "default",
        asSubflow: true,
        jobVariables: { memory: 1 },
        fairnessKey: "acme",
        signal: undefined,
      },
      services,
    );
    expect(run.state).toMatchObject({ type: "SCHEDULED" });
    expect(() => run.result()).toThrow("The run is in state Scheduled.");
    expect(
      await value(database.pool, "select fairness_key from provost.flow_runs where id = $1", [
        run.id,
      ]),
    ).toBe("acme");
  });
});
