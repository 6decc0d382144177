import { openDatabase } from "../../db/openDatabase.ts";
import type { OutwardAction } from "../../flow/runs/outwardAction.ts";
import { loadSettings } from "../../settings/settings.ts";
import { carryOut } from "../flows/carryOut.ts";
import { newId } from "../store/newId.ts";

/** Does something to runs where there is no run that could do it as a task. */
export async function actOutside(action: OutwardAction): Promise<unknown> {
  const database = await openDatabase({ settings: loadSettings() });
  try {
    return await carryOut(database.pool, action, newId());
  } finally {
    await database.close();
  }
}
