import { openDatabase } from "../db/openDatabase.ts";
import type { OutwardAction } from "../flow/outwardAction.ts";
import { loadSettings } from "../settings/settings.ts";
import { carryOut } from "./carryOut.ts";
import { newId } from "./newId.ts";

/** Does something to runs where there is no run that could do it as a task. */
export async function actOutside(action: OutwardAction): Promise<unknown> {
  const database = await openDatabase({ settings: loadSettings() });
  try {
    return await carryOut(database.pool, action, newId());
  } finally {
    await database.close();
  }
}
