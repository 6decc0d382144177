import { beforeEach, describe, expect, it } from "vitest";
import { clock } from "../../support/clock.ts";
import { useDatabase } from "../../support/database.ts";
import { deploy, enqueue, readRun, type Row } from "../engine.ts";
import { row, rows, value } from "../rows.ts";
import { refusal, useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());

beforeEach(() => clock.freezeAt(db, "2030-01-01T00:00:00Z"));

const etl = (given: Row = {}): Promise<string> =>
  deploy(db, { flow: { name: "etl", tags: ["kept"] }, name: "nightly", ...given });

const versions = (): Promise<Row[]> =>
  rows(
    db,
    `select number, version, changes, restores, git_commit, created_by
     from provost_private.list_deployment_versions('etl/nightly')`,
  );

const rollback = (version: string | null = null): Promise<Row> =>
  row(db, "select * from provost.rollback_deployment('etl/nightly', $1)", [version]);

const changes = (given: Row): Promise<{ is_new: boolean; changes: Row[] }> =>
  value(db, "select provost_private.deployment_changes($1)", [
    JSON.stringify({ flow: { name: "etl" }, name: "nightly", ...given }),
  ]);

const cron = { slug: "night", cron: "0 2 * * *" };

describe("a version of a deployment", () => {
  it("is kept for every deploy that changes something", async () => {
    await etl({ version: "1", git_commit: "abc", deployed_by: "ann" });
    await etl({ version: "1" });
    await etl({ version: "2", tags: ["x"], schedules: [cron] });
    expect(await versions()).toMatchObject([
      { number: 2, version: "2", changes: ["schedules", "tags", "version"] },
      { number: 1, version: "1", changes: [], git_commit: "abc", created_by: "ann" },
    ]);
  });

  it("is none of an operator's doing", async () => {
    await etl({ schedules: [cron] });
    await db.query("select provost.set_deployment_paused('etl/nightly', true)");
    await db.query("update provost.deployment_schedules set active = false");
    await etl({ schedules: [cron] });
    expect(await versions()).toHaveLength(1);
  });
});

describe("rolling a deployment back", () => {
  it("makes it what it was before, and that a new version", async () => {
    await etl({ version: "1", parameters: { a: null }, concurrency_limit: 3, schedules: [cron] });
    const run = await enqueue(db, { deployment: "etl/nightly" });
    await etl({ version: "2", parameters: { a: 2 } });
    await db.query("select provost.set_deployment_paused('etl/nightly', true)");
    expect(await rollback()).toMatchObject({
      version: "1",
      parameters: { a: null },
      concurrency_limit: 3,
      paused: true,
    });
    expect(await versions()).toMatchObject([
      { number: 3, restores: 1 },
      { number: 2 },
      { number: 1 },
    ]);
    const contents = await rows<{ content: Row }>(
      db,
      "select content from provost.deployment_versions order by number",
    );
    expect(contents[2]).toEqual(contents[0]);
    expect(await rows(db, "select slug, cron from provost.deployment_schedules")).toEqual([cron]);
    expect(await row(db, "select tags from provost.flows")).toEqual({ tags: ["kept"] });
    expect(await readRun(db, run)).toMatchObject({ state_type: "SCHEDULED" });
  });

  it("takes the number of a version, or its author's word for it", async () => {
    await etl({ version: "a", description: "first" });
    await etl({ version: "b", description: "second" });
    await etl({ version: "b", description: "third" });
    expect(await rollback("1")).toMatchObject({ description: "first" });
    expect(await rollback("b")).toMatchObject({ description: "third" });
    expect(await rollback("2")).toMatchObject({ description: "second" });
  });

  it("is refused when there is no such version, or no earlier one", async () => {
    await etl();
    const call = "select provost.rollback_deployment('etl/nightly', $1)";
    expect(await refusal(db, call, [null])).toMatchObject({
      code: "VONFD",
      message: "Deployment 'etl/nightly' has no earlier version.",
    });
    expect(await refusal(db, call, ["9"])).toMatchObject({
      code: "VONFD",
      message: "Deployment 'etl/nightly' has no version 9.",
    });
  });
});

describe("the changes that deploying would make", () => {
  it("are told before, field by field", async () => {
    await etl({ tags: ["x"], description: "old", schedules: [cron] });
    expect(await changes({ tags: ["y"], entrypoint: "a.ts:b", schedules: [cron] })).toEqual({
      is_new: false,
      changes: [
        { field: "description", was: "old", becomes: null },
        { field: "entrypoint", was: null, becomes: "a.ts:b" },
        { field: "tags", was: ["x"], becomes: ["y"] },
      ],
    });
    expect(await versions()).toHaveLength(1);
  });

  it("are none when nothing changes, whatever was filled in", async () => {
    const given = {
      tags: ["x"],
      parameters: { a: null },
      concurrency_limit: { limit: 2, collision_strategy: "CANCEL_NEW", grace_period_seconds: 60 },
      schedules: [
        { ...cron, catch_up: "all", overlap: "skip" },
        { interval_seconds: 3600, anchor_date: "2026-01-01T09:00:00.000+01:00" },
        { interval_seconds: 60, timezone: "Europe/Berlin" },
        { rrule: "FREQ=DAILY" },
      ],
      retries: 3,
      parameter_openapi_schema: { type: "object" },
      pull_steps: [{ set_working_directory: { directory: "/x" } }],
    };
    expect(await changes(given)).toMatchObject({ is_new: true });
    await etl(given);
    expect(await changes(given)).toEqual({ is_new: false, changes: [] });
  });
});
