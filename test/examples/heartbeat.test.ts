import { describe, expect, it } from "vitest";
import { deployments } from "../../src/examples/deployments.ts";
import { heartbeat } from "../../src/examples/heartbeat.ts";
import { loadFlow } from "../../src/worker/flowLoader.ts";
import { useExamples } from "./useExamples.ts";

const examples = useExamples();

const statesOfTasks = () =>
  examples.query(
    `select s.name from provost.task_run_states s
     join provost.task_runs t on t.id = s.task_run_id
     where s.name in ('AwaitingRetry', 'Completed') and t.flow_run_id = (select id from provost.flow_runs order by id desc limit 1)
     order by s.timestamp`,
  );
const logLines = () => examples.query("select message from provost.logs order by id");

describe("the example heartbeat", () => {
  it("fails at first, waits for its retry, and then has a result", async () => {
    const beat = await heartbeat();
    expect(beat).toMatchObject({ attempts: 2, memoryMb: expect.any(Number) });
    expect(beat.memoryMb).toBeGreaterThan(10);
    expect((await statesOfTasks()).map(({ name }) => name)).toEqual(["AwaitingRetry", "Completed"]);
  });

  it("says how it ended in its log, by way of its hooks", async () => {
    await heartbeat({ failures: 0 });
    const lines = await logLines();
    expect(lines.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/MB in use, at most \d+ ms late, after 1 attempt/),
        expect.stringMatching(/^Beat .* is done\.$/),
      ]),
    );
  });
});

describe("the example deployments", () => {
  it("name modules that export their flows", async () => {
    expect(deployments.map(({ definition: { flow, name } }) => `${flow.name}/${name}`)).toEqual([
      "etl/local",
      "heartbeat/every-minute",
    ]);
    for (const { definition, file, exportName } of deployments) {
      const path = new URL(file).pathname;
      expect((await loadFlow(`${path}:${exportName}`)).name).toBe(definition.flow.name);
    }
  });

  it("have schemas for their parameters, and one has a schedule", () => {
    const [etl, beat] = deployments.map(({ definition }) => definition);
    expect(etl?.parameterSchema).toMatchObject({ required: ["source"], type: "object" });
    expect(beat?.parameterSchema).not.toHaveProperty("required");
    expect(beat?.schedules).toMatchObject([{ cron: "* * * * *", active: true }]);
  });
});
