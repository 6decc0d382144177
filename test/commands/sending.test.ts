import { beforeAll, describe, expect, it } from "vitest";
import { useDatabase } from "../support/database.ts";
import { makeDeployment, PlayedRun } from "./playedRun.ts";
import { runProvost } from "./runProvost.ts";

const database = useDatabase();

beforeAll(async () => {
  await makeDeployment(database.pool);
});

describe("event emit", () => {
  it("emits an event with all that is said of it, and answers its id", async () => {
    const resource = ["--resource-id", "order/42", "-r", "region=eu=1"];
    const related = ["--related", '{"provost.resource.id": "customer/7"}'];
    const more = ["--payload", '{"amount": 3}', "-o", "json"];
    const { code, stdout } = await runProvost(
      ["event", "emit", "order.paid", ...resource, ...related, ...more],
      database,
    );
    expect(code).toBe(0);
    const { rows } = await database.pool.query("select * from provost.events where id = $1", [
      (JSON.parse(stdout) as { id: string }).id,
    ]);
    expect(rows).toMatchObject([
      {
        event: "order.paid",
        resource: { "provost.resource.id": "order/42", region: "eu=1" },
        payload: { amount: 3 },
        related: [{ "provost.resource.id": "customer/7" }],
      },
    ]);
  });

  it("reads the labels of the resource as one object, and its id as Prefect calls it", async () => {
    const labels = '{"prefect.resource.id": "order/43", "region": "eu"}';
    const args = ["events", "emit", "order.sent", "-r", labels, "-p", '{"n": 1}', "-o", "json"];
    const { code, stdout } = await runProvost(args, database);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      resource: { "provost.resource.id": "order/43", region: "eu" },
      payload: { n: 1 },
    });
  });

  it.each([
    [["order.paid", "-r", '["eu"]'], "Expected labels from --resource"],
    [["order.paid"], "Add --resource-id, such as"],
    [["order.paid", "-r", "eu"], "Expected label=value from --resource, got eu."],
    [["order.paid", "--resource-id", "x", "--payload", "[1]"], "Expected a JSON object"],
    [["order.paid", "--resource-id", "x", "--payload", "{a"], "Expected JSON from --payload"],
    [["order.paid", "--resource-id", "x", "--related", "7"], "Expected labels from --related"],
  ])("refuses %j", async (args, message) => {
    const { code, stderr } = await runProvost(["event", "emit", ...args], database);
    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
  });
});

describe("flow-run send-input", () => {
  it("sends a value once for a key, and nothing to a run that has ended", async () => {
    const run = await PlayedRun.create(database.pool);
    const send = (...more: string[]) =>
      runProvost(["flow-run", "send-input", run.id, '{"n": 1}', ...more], database);
    expect(await send("--key", "k", "--key-prefix", "a")).toMatchObject({ code: 0 });
    expect(await send("--key", "k", "--key-prefix", "a")).toMatchObject({ code: 0 });
    const { rows } = await database.pool.query(
      "select key, prefix, value, sender from provost.flow_run_inputs where flow_run_id = $1",
      [run.id],
    );
    expect(rows).toEqual([{ key: "k", prefix: "a", value: { n: 1 }, sender: "cli" }]);
    await run.claim();
    await run.become("COMPLETED");
    const late = await send();
    expect(late.code).not.toBe(0);
    expect(late.stderr).toContain("has ended (Completed)");
  });

  it("refuses what is no JSON", async () => {
    const args = ["flow-run", "send-input", "nobody", "hello"];
    const { code, stderr } = await runProvost(args, database);
    expect(code).not.toBe(0);
    expect(stderr).toContain("Expected JSON from the value, got hello.");
  });
});
