import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { finish, readRun, running } from "../engine.ts";
import { column, value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";
import { park, readWait, recordWait } from "../waits.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const send = (id: string, sent: unknown, prefix = "", key?: string): Promise<string> =>
  value(db, "select provost.send_flow_run_input($1, $2, $3, null, $4)", [
    id,
    JSON.stringify(sent),
    prefix,
    key,
  ]);
const wait = (key: string, prefix = "") => ({
  key,
  kind: "input",
  input_prefix: prefix,
  seconds: null,
});

describe("an input", () => {
  it("is received once, in the order of sending, however often it is asked for", async () => {
    const run = await running(db);
    await send(run.id, 1);
    await send(run.id, 2);
    expect(await recordWait(db, run, wait("input#0"))).toMatchObject({ value: { value: 1 } });
    expect(await recordWait(db, run, wait("input#0"))).toMatchObject({ value: { value: 1 } });
    expect(await recordWait(db, run, wait("input#1"))).toMatchObject({ value: { value: 2 } });
    expect(await recordWait(db, run, wait("input#2"))).toMatchObject({ outcome: null });
  });

  it("wakes the run that waits for it, and no other wait of it", async () => {
    const run = await running(db);
    await recordWait(db, run, wait("input#0", "a"));
    await recordWait(db, run, wait("input#1", "b"));
    await park(db, run, ["input#0", "input#1"]);
    expect(await readRun(db, run.id)).toMatchObject({ state_name: "AwaitingInput" });
    await send(run.id, { x: 1 }, "b");
    expect(await readRun(db, run.id)).toMatchObject({ state_name: "Resuming" });
    expect(
      await column(db, "select received_by from provost.flow_run_inputs where flow_run_id = $1", [
        run.id,
      ]),
    ).toEqual(["input#1"]);
  });

  it("that is sent again with its key is sent once", async () => {
    const run = await running(db);
    await send(run.id, 1, "", "k");
    await recordWait(db, run, wait("input#0"));
    await send(run.id, 1, "", "k");
    expect(await recordWait(db, run, wait("input#1"))).toMatchObject({ outcome: null });
    expect(await readWait(db, run, "input#0")).toMatchObject({ value: { key: "k" } });
  });

  it("is refused by a run that has ended, unless it was sent before", async () => {
    const run = await running(db);
    await send(run.id, 1, "", "k");
    await finish(db, run);
    expect(await send(run.id, 1, "", "k")).toBe("k");
    expect(
      await refusal(db, "select provost.send_flow_run_input($1, '2')", [run.id]),
    ).toMatchObject({
      code: "VOARG",
      message: expect.stringMatching(/^Flow run '.*' has ended \(Completed\)/),
    });
  });

  it("goes to a run that exists", async () => {
    const nobody = "0197c1a0-0000-7000-8000-000000000000";
    expect(
      await refusal(db, "select provost.send_flow_run_input($1, '1')", [nobody]),
    ).toMatchObject({ code: "VONFD" });
  });
});
