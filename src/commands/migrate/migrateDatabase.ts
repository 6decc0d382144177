import {
  migrate,
  type MigrateResult,
  type MigrationPlan,
  planMigrations,
} from "../../db/migrate.ts";
import { openDatabase } from "../../db/openDatabase.ts";
import { list, text, yesNo } from "../output/cells.ts";
import type { OutputFormat } from "../output/format.ts";
import { type Column, printRecord, say } from "../output/print.ts";
import { readSettings } from "../withDatabase.ts";

export interface MigrateCommandOptions {
  plan: boolean;
  output: OutputFormat;
}

const planFields: Column<MigrationPlan>[] = [
  { heading: "Up to date", cell: ({ upToDate }) => yesNo(upToDate) },
  { heading: "Migrations to apply", cell: ({ pending }) => list(pending) },
  { heading: "Functions to reload", cell: ({ reload }) => yesNo(reload) },
];

const resultFields: Column<MigrateResult>[] = [
  { heading: "Migrations applied", cell: ({ applied }) => list(applied) },
  { heading: "Files reloaded", cell: ({ reloaded }) => text(reloaded) },
  { heading: "Objects dropped", cell: ({ dropped }) => list(dropped) },
];

/** Brings the database up to date, or only shows what that would take. */
export async function migrateDatabase({ plan, output }: MigrateCommandOptions): Promise<void> {
  const database = await openDatabase({ settings: readSettings(), migrate: false });
  try {
    if (plan) return printRecord(await planMigrations(database.connection), planFields, output);
    const result = await migrate(database.connection);
    if (result.upToDate) say("The database is up to date.");
    if (!result.upToDate || output !== "table") printRecord(result, resultFields, output);
  } finally {
    await database.close();
  }
}
