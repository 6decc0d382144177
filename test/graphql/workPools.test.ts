import { describe, expect, it } from "vitest";
import { deploy, insertFlowRun } from "../server/flowRunMakers.ts";
import { useServer } from "../server/useServer.ts";

const server = useServer();

describe("work pools", () => {
  it("are created, limited, paused and shown with their queues", async () => {
    const { data, errors } = await server.query(`mutation {
      createWorkPool(input: { name: "gpu", concurrencyLimit: 4 }) {
        workPool { name status activeSlots concurrencyLimit }
      }
      createWorkQueue(input: { workPool: "gpu", name: "urgent", priority: 1 }) {
        workQueue { name priority isDefault status lastPolled activeSlots }
      }
      setWorkPoolConcurrencyLimit(input: { workPool: "gpu", concurrencyLimit: null }) {
        workPool { concurrencyLimit }
      }
      setWorkPoolPaused(input: { workPool: "gpu", paused: true }) { workPool { status } }
    }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      createWorkPool: {
        workPool: { name: "gpu", status: "NOT_READY", activeSlots: 0, concurrencyLimit: 4 },
      },
      createWorkQueue: {
        workQueue: {
          name: "urgent",
          priority: 1,
          isDefault: false,
          status: "NOT_READY",
          lastPolled: null,
          activeSlots: 0,
        },
      },
      setWorkPoolConcurrencyLimit: { workPool: { concurrencyLimit: null } },
      setWorkPoolPaused: { workPool: { status: "PAUSED" } },
    });
  });

  it("refuse what cannot be, in the words of the database", async () => {
    const { errors } = await server.query(
      `mutation { createWorkPool(input: { name: "a/b" }) { workPool { id } } }`,
    );
    expect(errors?.[0]?.extensions?.["code"]).toBe("VOARG");
  });
});

describe("whyWaiting", () => {
  it("names what holds a run back", async () => {
    await deploy(server.pool, "etl/waiting");
    const id = await insertFlowRun(server.pool, "etl/waiting");
    const { data, errors } = await server.query(
      `query ($id: UUID!) { whyWaiting(flowRunId: $id) { nodes { gate reason hint heldBy until } } }`,
      { id },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      whyWaiting: {
        nodes: [
          {
            gate: "no_worker",
            reason: "No live worker takes runs of the queue 'default' of pool 'default'.",
            hint: "provost worker start --pool default",
            heldBy: null,
            until: null,
          },
        ],
      },
    });
  });
});
