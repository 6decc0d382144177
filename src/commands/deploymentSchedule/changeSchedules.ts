import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import type { Pool } from "../../db/pool.ts";
import { scheduleFunctions } from "../../db/scheduleFunctions.ts";
import { InvalidInput } from "../../errors.ts";
import { say } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";

interface Named {
  id: string;
  slug: string;
}

export interface SwitchOptions {
  schedule: string | undefined;
  all: boolean;
  active: boolean;
}

/** Switches one schedule of a deployment, or all, on or off. */
export async function switchSchedules(deployment: string, options: SwitchOptions): Promise<void> {
  const { schedule, all, active } = options;
  if ((schedule === undefined) !== all) {
    throw new InvalidInput("Expected either a schedule or --all.", {
      hint: `List them: provost deployment schedule ls ${deployment}.`,
    });
  }
  await withDatabase(async ({ pool }) => {
    for (const { id, slug } of await namedSchedules(pool, deployment, schedule)) {
      await call(pool, scheduleFunctions.setScheduleActive, { scheduleId: id, active });
      say(`${active ? "Resumed" : "Paused"} schedule '${slug}' of deployment '${deployment}'.`);
    }
  });
}

/** Deletes one schedule of a deployment, or all. */
export async function deleteSchedules(
  deployment: string,
  schedule: string | undefined,
): Promise<void> {
  await withDatabase(async ({ pool }) => {
    for (const { id, slug } of await namedSchedules(pool, deployment, schedule)) {
      await call(pool, scheduleFunctions.deleteSchedule, { scheduleId: id });
      say(`Deleted schedule '${slug}' of deployment '${deployment}'.`);
    }
  });
}

async function namedSchedules(
  pool: Pool,
  deployment: string,
  schedule: string | undefined,
): Promise<Named[]> {
  if (schedule !== undefined) {
    const found = await call(pool, scheduleFunctions.findSchedule, { deployment, schedule });
    return found ? [found] : [];
  }
  const inspected = await call(pool, cliFunctions.inspectDeployment, { deployment });
  return inspected?.schedules ?? [];
}
