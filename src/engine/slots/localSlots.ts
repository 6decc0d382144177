import { openDatabase } from "../../db/openDatabase.ts";
import type { Database } from "../../db/openDatabase.ts";
import type { HeldSlots, SlotWish } from "../../flow/concurrency.ts";
import { loadSettings } from "../../settings/settings.ts";
import { SlotKeeper } from "./slotKeeper.ts";
import { DatabaseSlots } from "./slotStore.ts";

/** How long an embedded server is kept for a next call. While it is, the process lives on. */
const lingerMs = 200;

interface Opened {
  readonly database: Database;
  readonly keeper: SlotKeeper;
}

let current: Promise<Opened> | undefined;
let underWay = 0;
let closeTimer: NodeJS.Timeout | undefined;

/** Takes slots for a process outside of any flow run, in the database of the settings. */
export async function takeSlotsLocally(wish: SlotWish): Promise<HeldSlots> {
  clearTimeout(closeTimer);
  underWay++;
  try {
    const { keeper } = await (current ??= open());
    const held = await keeper.take(wish);
    return new LocalSlots(held);
  } catch (error) {
    leave();
    throw error;
  }
}

/** Slots that keep the database open until they are released. */
class LocalSlots implements HeldSlots {
  readonly #held: HeldSlots;
  #released: Promise<void> | undefined;

  constructor(held: HeldSlots) {
    this.#held = held;
    if (held.limits.length === 0) void this.release();
  }

  get limits(): readonly string[] {
    return this.#held.limits;
  }

  get signal(): AbortSignal {
    return this.#held.signal;
  }

  release(): Promise<void> {
    this.#released ??= this.#held.release().finally(leave);
    return this.#released;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }
}

async function open(): Promise<Opened> {
  try {
    const database = await openDatabase({ settings: loadSettings(), letsProcessEnd: true });
    process.once("beforeExit", close);
    const slots = new DatabaseSlots(database.pool, database.connection);
    return { database, keeper: new SlotKeeper(slots) };
  } catch (error) {
    current = undefined;
    throw error;
  }
}

/** The database's idle connections do not keep the process alive; an embedded server does. */
function leave(): void {
  if (--underWay === 0) closeTimer = setTimeout(() => void closeEmbedded(), lingerMs);
  closeTimer?.unref();
}

async function closeEmbedded(): Promise<void> {
  const opened = await current?.catch(() => undefined);
  if (underWay === 0 && opened?.database.embedded) close();
}

function close(): void {
  const closing = current;
  current = undefined;
  process.off("beforeExit", close);
  void closing?.then(closeOpened, () => {});
}

async function closeOpened({ database, keeper }: Opened): Promise<void> {
  await keeper.close().catch(() => {});
  await database.close().catch(() => {});
}
