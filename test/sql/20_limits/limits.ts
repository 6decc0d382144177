import { randomUUID } from "node:crypto";
import type { Queryable } from "../../../src/db/pool.ts";
import type { HeldRun } from "../engine.ts";
import { uniqueName } from "../engine.ts";
import { row, type Row, rows, value } from "../rows.ts";

export interface LimitOptions {
  name?: string;
  limit?: number;
  active?: boolean;
  decay?: number;
  activeSlots?: number;
}

/** Creates a limit and answers its name. */
export async function createLimit(
  db: Queryable,
  {
    name = uniqueName("limit"),
    limit = 1,
    active = true,
    decay = 0,
    activeSlots = 0,
  }: LimitOptions = {},
): Promise<string> {
  return await value(db, "select (provost.create_concurrency_limit($1, $2, $3, $4, $5)).name", [
    name,
    limit,
    active,
    decay,
    activeSlots,
  ]);
}

export interface SlotRequest {
  names: string[];
  slots?: number;
  mode?: "concurrency" | "rate_limit";
  strict?: boolean;
  waits?: boolean;
  leaseSeconds?: number;
  run?: HeldRun;
  taskKey?: string;
  holder?: string;
  id?: string;
}

export interface SlotAnswer {
  ord: number;
  lease_id: string;
  status: string;
  limits: string[];
  expires: Date | null;
  retry_after: number | null;
  reason: string | null;
  hint: string | null;
}

/** What a process sends for many requests at once; answered in the order of the requests. */
export async function takeMany(db: Queryable, requests: SlotRequest[]): Promise<SlotAnswer[]> {
  const records = requests.map((request, ord) => ({
    ord,
    lease_id: request.id ?? randomUUID(),
    names: request.names,
    slots: request.slots ?? 1,
    mode: request.mode ?? "concurrency",
    is_strict: request.strict ?? false,
    waits: request.waits ?? true,
    lease_seconds: request.run ? null : (request.leaseSeconds ?? 300),
    flow_run_id: request.run?.id ?? null,
    epoch: request.run?.epoch ?? null,
    task_key: request.taskKey ?? null,
    holder: request.holder ?? null,
  }));
  return await rows(
    db,
    `select * from provost_private.take_slots(array(
       select r from jsonb_populate_recordset(null::provost_private.slot_request, $1) r)) order by ord`,
    [JSON.stringify(records)],
  );
}

export async function take(db: Queryable, request: SlotRequest): Promise<SlotAnswer> {
  const [answer] = await takeMany(db, [request]);
  if (!answer) throw new Error("Expected an answer");
  return answer;
}

export async function check(db: Queryable, ...ids: string[]): Promise<SlotAnswer[]> {
  return await rows(db, "select * from provost_private.check_slots($1) order by ord", [ids]);
}

export async function free(db: Queryable, ...ids: string[]): Promise<number> {
  return await value(db, "select provost_private.free_slots($1)", [ids]);
}

export interface LimitRow extends Row {
  limit: number;
  active: boolean;
  active_slots: number;
  denied_slots: number;
  avg_slot_occupancy_seconds: number;
}

export async function readLimit(db: Queryable, name: string): Promise<LimitRow> {
  return await row(
    db,
    `select l.*, provost.concurrency_limits_active_slots(l) as active_slots,
       provost.concurrency_limits_denied_slots(l) as denied_slots
     from provost.concurrency_limits l where name = $1`,
    [name],
  );
}

/** Who holds slots of a limit and who waits, in the order of their turn. */
export async function slotsOf(db: Queryable, name: string): Promise<Row[]> {
  return await rows(
    db,
    "select * from provost.concurrency_slots where limit_name = $1 order by ticket",
    [name],
  );
}
