import { call } from "../../db/call.ts";
import { cliFunctions } from "../../db/cliFunctions.ts";
import { migrate } from "../../db/migrate.ts";
import { dropEverything } from "../../db/migrate/dropEverything.ts";
import { type Database, openDatabase } from "../../db/openDatabase.ts";
import { describeConnection } from "../../db/pool.ts";
import { InvalidInput, ProvostError } from "../../errors.ts";
import { readServerFile } from "../../serverFile.ts";
import { confirm } from "../confirm.ts";
import { say } from "../output/print.ts";
import { readSettings } from "../withDatabase.ts";

export interface ResetOptions {
  yes?: true;
}

/** Deletes everything that Provost keeps, after somebody has agreed, and sets it up anew. */
export async function resetDatabase({ yes }: ResetOptions): Promise<void> {
  const settings = readSettings();
  if (!yes && !process.stdin.isTTY) {
    throw new InvalidInput("Nobody can be asked whether everything is to be deleted.", {
      hint: "Add --yes if it is.",
    });
  }
  const server = readServerFile(settings.home);
  if (server) {
    throw new ProvostError(`A server runs at ${server.url} (process ${server.pid}).`, {
      hint: "Stop it before: provost server stop.",
    });
  }
  const database = await openDatabase({ settings, migrate: false });
  const name = settings.database.url
    ? describeConnection(settings.database.url)
    : `the embedded database in ${settings.home}`;
  try {
    await expectNobody(database);
    const question = `Delete all flows, runs, schedules and limits of ${name}?`;
    if (!yes && !(await confirm(() => question))) return;
    await dropEverything(database.connection);
    await migrate(database.connection);
    say(`Everything was deleted from ${name}, and set up anew.`);
  } finally {
    await database.close();
  }
}

/** Who is at work would go on with what is not there any more. */
async function expectNobody({ pool }: Database): Promise<void> {
  const workers = await call(pool, cliFunctions.listWorkers, {
    includeOffline: false,
    limit: 5,
  }).catch(() => []); // Whatever is there, it cannot be read by this release.
  if (workers.length === 0) return;
  throw new ProvostError("Workers are alive that use this database.", {
    detail: workers.map((worker) => `${worker.name} of the pool ${worker.workPool}`).join("\n"),
    hint: "Stop them before.",
  });
}
