import { existsSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { planDueSchedules } from "../../src/services/planDueSchedules.ts";
import { loadSettings } from "../../src/settings/settings.ts";
import { cancel, type Row } from "../sql/engine.ts";
import { column, rows } from "../sql/rows.ts";
import { secondsFrom } from "../sql/vectors.ts";
import { clock } from "../support/clock.ts";
import { useDatabase } from "../support/database.ts";
import { aDeployment } from "../support/makers.ts";

interface VectorSchedule {
  interval: number;
  anchor?: string;
  anchorSecondsFromNow?: number;
  active?: boolean;
  parameters?: Row;
}

interface Vector {
  id: string;
  settings?: Partial<Settings>;
  deployment?: { paused?: boolean };
  deployments?: number;
  deploymentParameters?: Row;
  deploymentTags?: string[];
  schedule?: VectorSchedule;
  schedules?: VectorSchedule[];
  call?: Call;
  callTwice?: boolean;
  steps?: ("schedule" | "cancel one")[];
  expected: Expected;
}

/** When it is asked for runs, and for which, in days from now. */
interface Call {
  startDays?: number;
  endDays?: number;
  minTimeDays?: number;
  minRuns?: number;
  maxRuns?: number;
  autoScheduled?: boolean;
}

interface Expected {
  runs?: number;
  first?: number;
  second?: number;
  states?: string[];
  parameters?: Row[];
  tags?: string[];
  note?: string;
}

type Settings = ReturnType<typeof loadSettings>["services"]["scheduler"];

const file = new URL("../../../shared/vectors/scheduler.json", import.meta.url);
const areHere = existsSync(file);
const vectors: Vector[] = areHere ? (JSON.parse(readFileSync(file, "utf8")) as Vector[]) : [];

const day = 86_400;
const now = new Date("2026-03-10T11:22:33.444Z");
const database = useDatabase();

describe.skipIf(!areHere)("the scheduler, by example", () => {
  beforeEach(async () => {
    await database.pool.query("delete from provost.deployments");
    await database.pool.query("delete from provost.flow_runs");
  });

  it.for(vectors)("$id", async (vector) => {
    const { startDays = 0 } = vector.call ?? {};
    await clock.freezeAt(database.pool, secondsFrom(now, startDays * day).toISOString());
    for (let i = 0; i < (vector.deployments ?? 1); i++) await deploy(vector);
    const counts: number[] = [];
    for (const step of stepsOf(vector)) {
      if (step === "cancel one") await cancelOne();
      else counts.push(await plan(vector));
    }
    expect(await found(vector.expected, counts)).toEqual(vector.expected);
  });
});

const stepsOf = ({ steps, callTwice }: Vector) =>
  steps ?? (callTwice ? (["schedule", "schedule"] as const) : (["schedule"] as const));

async function deploy(vector: Vector): Promise<void> {
  const { schedule, deployment, deploymentParameters, deploymentTags } = vector;
  const schedules = vector.schedules ?? [schedule ?? { interval: day }];
  await aDeployment(database.pool, {
    ...deployment,
    ...(deploymentParameters && { parameters: deploymentParameters }),
    ...(deploymentTags && { tags: deploymentTags }),
    schedules: schedules.map((each, i) => ({
      slug: `s${i}`,
      interval_seconds: each.interval,
      anchor_date: each.anchor ?? secondsFrom(now, each.anchorSecondsFromNow ?? 0),
      active: each.active ?? true,
      ...(each.parameters && { parameters: each.parameters }),
    })),
  });
}

/** Plans until nothing more is to be planned, and answers how many runs there are more. */
async function plan(vector: Vector): Promise<number> {
  const before = await countRuns();
  if (vector.call?.autoScheduled === false) await askForRuns();
  else await planAll(settingsOf(vector));
  return (await countRuns()) - before;
}

async function planAll(settings: Settings): Promise<void> {
  const onError = (error: unknown): void => {
    throw error;
  };
  while ((await planDueSchedules({ pool: database.pool, settings, onError })) > 0);
}

function settingsOf({ settings, call = {} }: Vector): Settings {
  const { startDays = 0, endDays, minTimeDays, minRuns, maxRuns } = call;
  return {
    ...loadSettings({}).services.scheduler,
    ...settings,
    ...(minRuns !== undefined && { minRuns }),
    ...(maxRuns !== undefined && { maxRuns }),
    ...(minTimeDays !== undefined && { minScheduledTimeSeconds: minTimeDays * day }),
    ...(endDays !== undefined && { maxScheduledTimeSeconds: (endDays - startDays) * day }),
  };
}

/** Runs that nobody has planned: they are asked for. */
async function askForRuns(): Promise<void> {
  await database.pool.query(
    `insert into provost.flow_runs (deployment_id, expected_start_time)
     select id, provost_private.clock_now() + interval '1 day' from provost.deployments`,
  );
}

async function cancelOne(): Promise<void> {
  const [id = ""] = await column<string>(
    database.pool,
    "select id from provost.flow_runs order by expected_start_time limit 1",
  );
  await cancel(database.pool, id);
}

const countRuns = async (): Promise<number> =>
  (await rows(database.pool, "select from provost.flow_runs")).length;

/** What there is and how many runs each round has brought, as far as something is expected. */
async function found(expected: Expected, [first, second]: number[]): Promise<object> {
  const runs = await rows<{ state_type: string; parameters: Row; tags: string[] }>(
    database.pool,
    "select state_type, parameters, tags from provost.flow_runs order by expected_start_time, id",
  );
  const distinct = <T>(values: T[]): T[] =>
    [...new Set(values.map((value) => JSON.stringify(value)))]
      .toSorted()
      .map((text) => JSON.parse(text) as T);
  const all = {
    first,
    second,
    runs: runs.length,
    states: runs.map((run) => run.state_type),
    parameters: distinct(runs.map((run) => run.parameters)),
    tags: distinct(runs.map((run) => run.tags.toSorted())).flat(),
    note: expected.note,
  };
  return Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(expected, name)));
}
