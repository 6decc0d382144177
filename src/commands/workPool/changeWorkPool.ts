import { call } from "../../db/call.ts";
import type { WorkPoolRow } from "../../db/workPoolRows.ts";
import type { Pool } from "../../db/pool.ts";
import { workPoolFunctions } from "../../db/workPoolFunctions.ts";
import { InvalidInput } from "../../errors.ts";
import type { Yes } from "../arguments.ts";
import { setSettings } from "../config/changeSettings.ts";
import { confirm } from "../confirm.ts";
import type { OutputFormat } from "../output/format.ts";
import { say } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";
import { readTemplate } from "./baseJobTemplate.ts";
import { printWorkPool } from "./listWorkPools.ts";

export interface CreateWorkPoolOptions extends UpdateWorkPoolOptions {
  type?: string;
  paused?: boolean;
  overwrite?: boolean;
  setAsDefault?: boolean;
}

export interface UpdateWorkPoolOptions {
  description?: string;
  /** A file, or `-`. */
  baseJobTemplate?: string;
  concurrencyLimit?: number;
  output: OutputFormat;
}

export async function createWorkPool(name: string, options: CreateWorkPoolOptions): Promise<void> {
  const { type, description, concurrencyLimit, paused, overwrite = false } = options;
  const baseJobTemplate = await readTemplate(options.baseJobTemplate);
  let verb = "Created";
  await change(
    name,
    options.output,
    () => `${verb} work pool '${name}'.`,
    async (pool) => {
      const made = await call(pool, workPoolFunctions.createWorkPool, {
        name,
        type,
        description,
        baseJobTemplate,
        isPaused: paused,
        concurrencyLimit,
        overwrite,
      });
      if (made && made.updated > made.created) verb = "Updated";
      return made;
    },
  );
  if (options.setAsDefault) setSettings([`PROVOST_DEFAULT_WORK_POOL_NAME=${name}`]);
}

export async function updateWorkPool(name: string, options: UpdateWorkPoolOptions): Promise<void> {
  const { description, concurrencyLimit, output } = options;
  const baseJobTemplate = await readTemplate(options.baseJobTemplate);
  const changes = { description, concurrencyLimit, baseJobTemplate };
  if (Object.values(changes).every((value) => value === undefined)) {
    throw new InvalidInput("Expected something to change.", {
      hint: "Give --description, --concurrency-limit or --base-job-template.",
    });
  }
  await change(
    name,
    output,
    () => `Updated work pool '${name}'.`,
    (pool) => call(pool, workPoolFunctions.updateWorkPool, { name, ...changes }),
  );
}

export async function setWorkPoolPaused(workPool: string, paused: boolean): Promise<void> {
  await withDatabase(({ pool }) =>
    call(pool, workPoolFunctions.setWorkPoolPaused, { workPool, paused }),
  );
  say(paused ? `Paused work pool '${workPool}'.` : `Resumed work pool '${workPool}'.`);
}

export async function setWorkPoolLimit(workPool: string, limit: number | null): Promise<void> {
  await withDatabase(({ pool }) =>
    call(pool, workPoolFunctions.setWorkPoolConcurrencyLimit, {
      workPool,
      concurrencyLimit: limit,
    }),
  );
  say(
    limit === null
      ? `Cleared the concurrency limit of work pool '${workPool}'.`
      : `Set the concurrency limit of work pool '${workPool}' to ${limit}.`,
  );
}

export async function deleteWorkPool(workPool: string, { yes }: Yes): Promise<void> {
  const question = `About to delete work pool '${workPool}' with its queues. Go on?`;
  if (!yes && !(await confirm(() => question))) return;
  await withDatabase(({ pool }) => call(pool, workPoolFunctions.deleteWorkPool, { workPool }));
  say(`Deleted work pool '${workPool}'.`);
}

/** Makes a change, says so, and shows what came of it. */
async function change(
  workPool: string,
  output: OutputFormat,
  message: () => string,
  make: (pool: Pool) => Promise<WorkPoolRow | undefined>,
): Promise<void> {
  const changed = await withDatabase(async ({ pool }) => {
    await make(pool);
    return await call(pool, workPoolFunctions.inspectWorkPool, { workPool });
  });
  say(message());
  if (changed) printWorkPool(changed, output);
}
