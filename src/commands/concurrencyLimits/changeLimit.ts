import { call } from "../../db/call.ts";
import { limitFunctions, type ConcurrencyLimit } from "../../db/limitFunctions.ts";
import type { Pool } from "../../db/pool.ts";
import { InvalidInput } from "../../errors.ts";
import type { Yes } from "../arguments.ts";
import { confirm } from "../confirm.ts";
import type { OutputFormat } from "../output/format.ts";
import { say } from "../output/print.ts";
import { withDatabase } from "../withDatabase.ts";
import { printLimit } from "./showLimits.ts";

export interface CreateLimitOptions {
  limit: number;
  slotDecayPerSecond?: number;
  activeSlots?: number;
  disable?: boolean;
  output: OutputFormat;
}

export interface ChangeLimitOptions extends Partial<Omit<CreateLimitOptions, "output">> {
  enable?: boolean;
  output: OutputFormat;
}

export async function createLimit(name: string, options: CreateLimitOptions): Promise<void> {
  const { limit, slotDecayPerSecond, activeSlots, disable, output } = options;
  await change(output, `Created concurrency limit '${name}'.`, (pool) =>
    call(pool, limitFunctions.createConcurrencyLimit, {
      name,
      limit,
      active: !disable,
      slotDecayPerSecond,
      activeSlots,
    }),
  );
}

export async function createTagLimit(
  tag: string,
  limit: number,
  output: OutputFormat,
): Promise<void> {
  await change(output, `Tasks with the tag '${tag}' are limited to ${limit}.`, (pool) =>
    call(pool, limitFunctions.createConcurrencyLimit, {
      name: `tag:${tag}`,
      limit,
      overwrite: true,
    }),
  );
}

export async function updateLimit(name: string, options: ChangeLimitOptions): Promise<void> {
  const { limit, slotDecayPerSecond, activeSlots, enable, disable, output } = options;
  if (enable && disable) {
    throw new InvalidInput("Expected --enable or --disable, got both.", {
      hint: "Leave one of them out.",
    });
  }
  const active = enable ? true : disable ? false : undefined;
  const changes = { limit, slotDecayPerSecond, activeSlots, active };
  if (Object.values(changes).every((value) => value === undefined)) {
    throw new InvalidInput("Expected something to change.", {
      hint: "Give --limit, --slot-decay-per-second, --active-slots, --enable or --disable.",
    });
  }
  await change(output, `Updated concurrency limit '${name}'.`, (pool) =>
    call(pool, limitFunctions.updateConcurrencyLimit, { name, ...changes }),
  );
}

export async function switchLimit(name: string, active: boolean): Promise<void> {
  await withDatabase(({ pool }) =>
    call(pool, limitFunctions.updateConcurrencyLimit, { name, active }),
  );
  say(`${active ? "Enabled" : "Disabled"} concurrency limit '${name}'.`);
}

export async function deleteLimit(name: string, title: string, { yes }: Yes): Promise<void> {
  const question = `About to delete concurrency limit '${title}'. Go on?`;
  if (!yes && !(await confirm(() => question))) return;
  await withDatabase(({ pool }) => call(pool, limitFunctions.deleteConcurrencyLimit, { name }));
  say(`Deleted concurrency limit '${title}'.`);
}

export async function resetLimit(
  name: string,
  title: string,
  slotOverride: readonly string[] | undefined,
): Promise<void> {
  const freed = await withDatabase(({ pool }) =>
    call(pool, limitFunctions.resetConcurrencyLimit, { name, slotOverride }),
  );
  say(`Reset concurrency limit '${title}'; slots that were taken: ${freed}.`);
}

async function change(
  output: OutputFormat,
  message: string,
  work: (pool: Pool) => Promise<ConcurrencyLimit | undefined>,
): Promise<void> {
  await withDatabase(async ({ pool }) => {
    const limit = await work(pool);
    if (limit && output !== "table") await printLimit(pool, limit.name, output);
  });
  say(message);
}
