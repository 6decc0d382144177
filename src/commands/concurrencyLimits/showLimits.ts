import { call } from "../../db/call.ts";
import {
  type InspectedLimit,
  type LimitSlot,
  type ListedLimit,
  limitFunctions,
} from "../../db/limitFunctions.ts";
import type { Pool } from "../../db/pool.ts";
import { duration, text, yesNo } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRecord, printRows, say } from "../output/print.ts";
import { writeToFile } from "../output/writeToFile.ts";
import { withDatabase } from "../withDatabase.ts";

const columns: Column<ListedLimit>[] = [
  { heading: "NAME", cell: ({ name, deployment }) => deployment ?? name },
  { heading: "LIMIT", cell: ({ limit }) => text(limit) },
  { heading: "ACTIVE", cell: ({ active }) => yesNo(active) },
  { heading: "TAKEN", cell: ({ activeSlots }) => text(activeSlots) },
  { heading: "WAITING", cell: ({ waitingSlots }) => text(waitingSlots) },
  { heading: "DECAY", cell: ({ slotDecayPerSecond: decay }) => (decay > 0 ? `${decay}/s` : "-") },
];

const fields: Column<InspectedLimit>[] = [
  { heading: "Name", cell: ({ name }) => name },
  { heading: "Id", cell: ({ id }) => id },
  { heading: "Deployment", cell: ({ deployment }) => text(deployment) },
  { heading: "Limit", cell: ({ limit }) => text(limit) },
  { heading: "Active", cell: ({ active }) => yesNo(active) },
  { heading: "Taken", cell: ({ activeSlots }) => text(activeSlots) },
  { heading: "Waiting", cell: ({ waitingSlots }) => text(waitingSlots) },
  { heading: "Denied", cell: ({ deniedSlots }) => text(deniedSlots) },
  { heading: "Decay", cell: ({ slotDecayPerSecond: decay }) => (decay > 0 ? `${decay}/s` : "-") },
  { heading: "Occupancy", cell: (limit) => duration(limit.avgSlotOccupancySeconds) },
  { heading: "Slots", cell: ({ slots }) => text(slots.map(slotText).join("\n")) },
];

export interface ListLimitsOptions {
  limit?: number;
  offset?: number;
  output: OutputFormat;
}

/** Lists the limits whose names begin with a prefix. */
export async function listLimits(
  prefix: string,
  { limit = Infinity, offset = 0, output }: ListLimitsOptions,
): Promise<void> {
  const limits = await withDatabase(({ pool }) =>
    call(pool, limitFunctions.listConcurrencyLimits, {}),
  );
  const shown = limits.filter(({ name }) => name.startsWith(prefix)).slice(offset, offset + limit);
  const create = prefix === "" ? "gcl create NAME --limit 5" : "concurrency-limit create TAG 5";
  printRows(shown, columns, output, `No concurrency limits. Create one: provost ${create}.`);
}

export async function inspectLimit(
  name: string,
  { output, file }: { output: OutputFormat; file?: string },
): Promise<void> {
  await withDatabase(async ({ pool }) => {
    if (file === undefined) return await printLimit(pool, name, output);
    const limit = await call(pool, limitFunctions.inspectConcurrencyLimit, { name });
    await writeToFile(file, `${JSON.stringify(limit, null, 2)}\n`);
    say(`Wrote the limit to ${file}.`);
  });
}

export async function printLimit(pool: Pool, name: string, output: OutputFormat): Promise<void> {
  const limit = await call(pool, limitFunctions.inspectConcurrencyLimit, { name });
  // An unknown one is refused by the database.
  if (limit) printRecord(limit, fields, output);
}

function slotText({ status, slots, since, expires, ...slot }: LimitSlot): string {
  const who = slot.flowRunId
    ? `flow run ${slot.flowRunName ?? slot.flowRunId}${slot.taskKey ? `, task ${slot.taskKey}` : ""}`
    : (slot.holder ?? slot.leaseId);
  const until = expires ? `, until ${expires}` : "";
  return `${status.toLowerCase()}: ${slots} by ${who} since ${since}${until}`;
}
