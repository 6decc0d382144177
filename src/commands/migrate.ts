import { Command } from "commander";
import { examples } from "./arguments.ts";
import { outputOption } from "./output/format.ts";
import type { MigrateCommandOptions } from "./migrate/migrateDatabase.ts";

export function migrateCommand(): Command {
  return new Command("migrate")
    .description("bring the database up to date")
    .option("--plan", "only show what would be done", false)
    .addOption(outputOption())
    .addHelpText("after", examples("DATABASE_URL=postgres://localhost/app provost migrate --plan"))
    .action(async (options: MigrateCommandOptions) => {
      const { migrateDatabase } = await import("./migrate/migrateDatabase.ts");
      await migrateDatabase(options);
    });
}
