import { describe, expect, it } from "vitest";
import { deploy } from "../sql/engine.ts";
import { column, value } from "../sql/rows.ts";
import { useDatabase } from "../support/database.ts";
import { runProvost } from "./runProvost.ts";

const database = useDatabase();

async function schedule(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runProvost(["deployment", "schedule", ...args], database);
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  return args.includes("json") ? stdout : stderr;
}

describe("deployment schedule", () => {
  it("creates, lists, pauses, resumes and deletes the schedules of a deployment", async () => {
    const name = await deploy(database.pool, {});
    const hourly = ["--cron", "0 * * * *", "--slug", "hourly", "--timezone", "Europe/Berlin"];
    const policies = ["--overlap", "skip", "--catch-up", "last", "--inactive"];
    const created = await schedule(
      "create",
      name,
      ...hourly,
      ...policies,
      "--day-or",
      "false",
      "-o",
      "json",
    );
    expect(JSON.parse(created)).toMatchObject({
      slug: "hourly",
      cron: "0 * * * *",
      dayOr: false,
      active: false,
      overlap: "skip",
      catchUp: "last",
    });
    await schedule("create", name, "--interval", "15m", "--slug", "often");
    expect(await schedule("resume", name, "hourly")).toBe(
      `Resumed schedule 'hourly' of deployment '${name}'.\n`,
    );
    expect(await schedule("pause", name, "--all")).toBe(
      `Paused schedule 'hourly' of deployment '${name}'.\n` +
        `Paused schedule 'often' of deployment '${name}'.\n`,
    );
    expect(await schedule("pause", name, "often")).toBe("Schedule 'often' is paused already.\n");
    expect(JSON.parse(await schedule("ls", name, "-o", "json"))).toMatchObject([
      { slug: "hourly", active: false },
      { slug: "often", active: false, intervalSeconds: 900 },
    ]);
    const [first] = JSON.parse(
      await schedule("preview", name, "hourly", "--from", "2030-01-01T00:30", "-o", "json"),
    );
    expect(first).toBe("2030-01-01T00:00:00.000Z");
    await schedule("delete", name, "hourly");
    await schedule("create", name, "--rrule", "FREQ=DAILY", "--slug", "daily", "--replace");
    const slugs = () =>
      column(database.pool, "select slug from provost.deployment_schedules order by slug");
    expect(await slugs()).toEqual(["daily"]);
    await schedule("clear", name);
    expect(await slugs()).toEqual([]);
  });

  it("switches the schedules of all deployments that are not so yet", async () => {
    const one = await deploy(database.pool, {});
    const other = await deploy(database.pool, {});
    await schedule("create", one, "--cron", "@daily", "--slug", "daily");
    await schedule("create", other, "--interval", "10.76", "--slug", "often", "--inactive");
    expect(await schedule("pause", "--all")).toBe(
      `Paused schedule 'daily' of deployment '${one}'.\n`,
    );
    expect(await schedule("pause", "--all")).toBe("There is no active schedule to pause.\n");
    const resumed = await schedule("resume", "--all");
    expect(resumed).toContain(`Resumed schedule 'often' of deployment '${other}'.`);
    const { code, stderr } = await runProvost(["deployment", "schedule", "pause"], database);
    expect(code).toBe(2);
    expect(stderr).toContain("Expected either a schedule or --all.");
    await schedule("clear", one);
    await schedule("clear", other);
  });

  it("lets the time zone of an option count instead of that of a rule", async () => {
    const name = await deploy(database.pool, {});
    const rule = "DTSTART;TZID=US-Eastern:19970902T090000\nRRULE:FREQ=DAILY;COUNT=10";
    const zone = ["--timezone", "Asia/Seoul", "-o", "json"];
    expect(JSON.parse(await schedule("create", name, "--rrule", rule, ...zone))).toMatchObject({
      rrule: "DTSTART:19970902T090000\nRRULE:FREQ=DAILY;COUNT=10",
      timezone: "Asia/Seoul",
    });
    await schedule("clear", name);
  });

  it("wants exactly one kind of schedule", async () => {
    const name = await deploy(database.pool, {});
    const kinds = ["--cron", "@daily", "--interval", "1h"];
    const { code, stderr } = await runProvost(
      ["deployment", "schedule", "create", name, ...kinds],
      database,
    );
    expect(code).toBe(2);
    expect(stderr).toContain("exactly one of --cron, --interval and --rrule, got several.");
  });

  it("gives the runs parameters, with which they can start", async () => {
    const name = await deploy(database.pool, {
      parameter_openapi_schema: {
        type: "object",
        properties: { source: { type: "string" } },
        required: ["source"],
      },
    });
    const hourly = ["create", name, "--cron", "@hourly"];
    const given = [...hourly, "-p", "source=a.csv", "--slug", "a", "-o", "json"];
    expect(JSON.parse(await schedule(...given))).toMatchObject({
      parameters: { source: "a.csv" },
    });
    expect(await schedule("create", name, "--cron", "@daily", "--slug", "b")).toContain(
      `Warning: no run of schedule 'b' of '${name}' can be planned without "source"`,
    );
    const wrong = ["deployment", "schedule", ...hourly, "--params", '{"source": 7}'];
    const { code, stderr } = await runProvost(wrong, database);
    expect(code).toBe(1);
    expect(stderr).toContain('Parameter "/source" of schedule "cron @hourly');
    const misspelt = ["deployment", "schedule", ...hourly, "-p", "sourc=a.csv"];
    const refused = await runProvost(misspelt, database);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`has no parameter "sourc".`);
    expect(refused.stderr).toContain("Did you mean source?");
  });

  it("asks for a backfill, and says that nothing was missed", async () => {
    const name = await deploy(database.pool, { schedules: [{ slug: "s", cron: "0 * * * *" }] });
    await schedule("backfill", name, "s", "--from", "2025-01-01", "--to", "2025-01-02");
    expect(await value(database.pool, "select count(*) from provost.schedule_backfills")).toBe(1);
    await database.pool.query("update provost.schedule_backfills set planning_error = 'No luck.'");
    expect(await schedule("ls", name)).toBe(
      "Warning: s is not run for 2025-01-01T00:00:00+00:00 to 2025-01-02T00:00:00+00:00: No luck.\n",
    );
    const longAgo = ["deployment", "schedule", "backfill", name, "s", "--from", "0001-01-01"];
    expect(await runProvost(longAgo, database)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("the schedule is due more than 100000 times."),
    });
    expect(await schedule("missed", name, "s")).toBe("The schedule has missed nothing.\n");
    const { stderr } = await runProvost(["deployment", "schedule", "skip", name, "none"], database);
    expect(stderr).toContain("No schedule is called 'none'.");
  });
});
