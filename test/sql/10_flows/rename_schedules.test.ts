import { beforeEach, describe, expect, it } from "vitest";
import { useDatabase } from "../../support/database.ts";
import {
  aSchedule,
  plan,
  planned,
  readSchedule,
  type Scheduled,
} from "../60_schedules/schedules.ts";
import { deploy, type Row } from "../engine.ts";
import { column, value } from "../rows.ts";
import { useTransaction } from "../transaction.ts";

const db = useTransaction(useDatabase());
const rule = { cron: "0 2 * * *" };
let old: Scheduled;

const slugs = () => column(db, "select slug from provost.deployment_schedules order by slug");
const redeploy = (...schedules: Row[]) =>
  deploy(db, { flow: { name: old.deployment.split("/")[0] }, schedules });

beforeEach(async () => {
  old = await aSchedule(db, { slug: "nightly", ...rule });
  await plan(db, old, ["2100-01-01T02:00:00Z"]);
});

describe("a schedule that replaces another", () => {
  it("is the same under another slug, with its planned runs, however often it is deployed", async () => {
    await db.query("update provost.deployment_schedules set active = false, version = 7");
    const before = await readSchedule(db, old);
    for (let count = 0; count < 2; count++) {
      await redeploy({ slug: "night", replaces: "nightly", ...rule });
      expect(await slugs()).toEqual(["night"]);
      const { updated: _when, ...after } = await readSchedule(db, old);
      expect({ ...before, ...after }).toEqual({ ...before, slug: "night" });
    }
  });

  it("keeps what was planned, and is planned afresh when it changes as well", async () => {
    await redeploy({ slug: "night", replaces: "nightly", ...rule });
    expect(await planned(db, old)).toHaveLength(1);
    await redeploy({ slug: "n", replaces: "night", cron: "0 3 * * *" });
    expect(await planned(db, old)).toEqual([]);
    expect(await readSchedule(db, old)).toMatchObject({ slug: "n", cron: "0 3 * * *" });
  });

  it("is a new one where there is nothing to replace", async () => {
    await redeploy({ slug: "nightly", ...rule }, { slug: "x", replaces: "gone", ...rule });
    expect(await slugs()).toEqual(["nightly", "x"]);
  });

  it.each([
    ["in a chain", { nightly: "daily", daily: "weekly" }],
    ["when two swap theirs", { nightly: "daily", daily: "nightly" }],
  ])("may take the slug that another one leaves: %s", async (_how, renamed: Row) => {
    await redeploy({ slug: "nightly", ...rule }, { slug: "daily", cron: "@daily" });
    const ids = "select jsonb_object_agg(slug, id) from provost.deployment_schedules";
    const before = await value<Row>(db, ids);
    const cronOf: Row = { nightly: "0 2 * * *", daily: "@daily" };
    const list = Object.entries(renamed).map(([replaces, slug]) => ({
      slug,
      replaces,
      cron: cronOf[replaces],
    }));
    await redeploy(...list);
    expect(await value(db, ids)).toEqual(
      Object.fromEntries(list.map(({ slug, replaces }) => [slug, before[replaces]])),
    );
    expect(await planned(db, old)).toHaveLength(1);
  });

  it("stays where the same chain is deployed again", async () => {
    const chain = [
      { slug: "daily", replaces: "nightly", ...rule },
      { slug: "weekly", replaces: "daily", cron: "@weekly" },
    ];
    await redeploy({ slug: "nightly", ...rule }, { slug: "daily", cron: "@weekly" });
    await redeploy(...chain);
    const ids = "select jsonb_object_agg(slug, id) from provost.deployment_schedules";
    const before = await value(db, ids);
    await redeploy(...chain);
    expect(await value(db, ids)).toEqual(before);
  });

  it("can be created in its place", async () => {
    const schedule = JSON.stringify({ slug: "night", replaces: "nightly", ...rule });
    const create = "select (provost.create_schedule($1, $2, $3)).id";
    expect(await value(db, create, [old.deployment, schedule, true])).toBe(old.id);
    expect(await slugs()).toEqual(["night"]);
  });

  it.each([
    ["that is deployed as well", [{ slug: "b", replaces: "nightly" }, { slug: "nightly" }]],
    [
      "that another one replaces",
      [
        { slug: "b", replaces: "nightly" },
        { slug: "c", replaces: "nightly" },
      ],
    ],
  ])("%s is refused", async (_what, schedules) => {
    await expect(
      redeploy(...schedules.map((each) => ({ ...each, ...rule }))),
    ).rejects.toMatchObject({
      code: "VOARG",
      message: expect.stringContaining("'nightly' cannot be replaced"),
    });
  });

  it("shows no more than its slug as a change, and no error of planning", async () => {
    await db.query("update provost.deployment_schedules set planning_error = 'x'");
    const content = await value<Row>(
      db,
      "select provost_private.deployment_content(d.id) from provost.deployments d where d.full_name = $1",
      [old.deployment],
    );
    const proposed = await value<Row[]>(db, "select provost_private.proposed_schedules($1, $2)", [
      JSON.stringify([{ slug: "night", replaces: "nightly", ...rule }]),
      JSON.stringify(content["schedules"]),
    ]);
    expect(proposed).toEqual(
      (content["schedules"] as Row[]).map((each) => ({ ...each, slug: "night" })),
    );
  });
});
