import { describe, expect, it } from "vitest";
import type { Queryable } from "../../src/db/pool.ts";
import { useDatabase } from "../support/database.ts";
import { deploy, uniqueName } from "../sql/engine.ts";
import { column, row, value } from "../sql/rows.ts";
import { meanwhile, race } from "./race.ts";

const database = useDatabase();

interface Scheduled {
  deployment: string;
  schedule: string;
  version: number;
}

async function scheduled(parameters: object = {}): Promise<Scheduled> {
  const deployment = await deploy(database.pool, {
    flow: { name: uniqueName("flow") },
    parameters,
    schedules: [{ slug: "s", cron: "0 * * * *" }],
  });
  const found = await row<{ id: string; version: number }>(
    database.pool,
    `select s.id, s.version from provost.deployment_schedules s
     join provost.deployments d on d.id = s.deployment_id where d.full_name = $1`,
    [deployment],
  );
  return { deployment, schedule: found.id, version: found.version };
}

const plan =
  ({ schedule, version }: Scheduled) =>
  (db: Queryable) =>
    value<number>(db, "select provost_private.plan_flow_runs($1, 3600, 1)", [
      JSON.stringify([
        { schedule_id: schedule, version, times: ["2100-01-01T00:00Z", "2100-01-01T01:00Z"] },
      ]),
    ]);

const planned = ({ schedule }: Scheduled) =>
  column<Record<string, unknown>>(
    database.pool,
    `select parameters from provost.flow_runs where schedule_id = $1 and state_type = 'SCHEDULED'
     order by expected_start_time`,
    [schedule],
  );

describe("two planners of one schedule", () => {
  it("plan each instant once, and wait for no one", async () => {
    const schedule = await scheduled();
    const moves = await meanwhile(
      database.connection,
      ({ client }) => plan(schedule)(client),
      ({ client }) => plan(schedule)(client),
    );
    expect([moves.first, moves.second]).toEqual([2, 0]);
    expect(await plan(schedule)(database.pool)).toBe(0);
    expect(await planned(schedule)).toHaveLength(2);
  });

  it("lose nothing when the first rolls back", async () => {
    const schedule = await scheduled();
    const moves = await meanwhile(
      database.connection,
      ({ client }) => plan(schedule)(client),
      ({ client }) => plan(schedule)(client),
      "rollback",
    );
    expect([moves.first, moves.second]).toEqual([2, 0]);
    expect(await plan(schedule)(database.pool)).toBe(2);
    expect(await planned(schedule)).toHaveLength(2);
  });
});

describe("a planner that meets an edit", () => {
  const edits: [string, (schedule: Scheduled) => [string, unknown[]]][] = [
    [
      "of the schedule",
      ({ schedule }) => [
        "update provost.deployment_schedules set cron = '30 * * * *' where id = $1",
        [schedule],
      ],
    ],
    [
      "that switches the schedule off",
      ({ schedule }) => ["select provost.set_schedule_active($1, false)", [schedule]],
    ],
    [
      "that pauses the deployment",
      ({ deployment }) => ["select provost.set_deployment_paused($1, true)", [deployment]],
    ],
    [
      "of the deployment's parameters",
      ({ deployment }) => [
        `update provost.deployments set parameters = '{"v": 2}' where full_name = $1`,
        [deployment],
      ],
    ],
  ];

  it.each(edits)("%s leaves nothing that it planned before", async (_what, edit) => {
    const schedule = await scheduled({ v: 1 });
    await race(
      database.connection,
      ({ client }) => plan(schedule)(client),
      ({ client }) => client.query(...edit(schedule)),
    );
    expect(await planned(schedule)).toEqual([]);
  });

  it.each(edits)("%s plans nothing by what it read before", async (_what, edit) => {
    const schedule = await scheduled({ v: 1 });
    const { second } = await meanwhile(
      database.connection,
      ({ client }) => client.query(...edit(schedule)),
      ({ client }) => plan(schedule)(client),
    );
    expect(second).toBe(0);
    await plan(schedule)(database.pool);
    // New default parameters change no instant: what is planned then carries them.
    expect((await planned(schedule)).filter(({ v }) => v !== 2)).toEqual([]);
  });
});
