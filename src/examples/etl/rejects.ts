import type { PoolClient } from "../../db/pool.ts";
import { rejectsOf } from "./nameTable.ts";
import type { TableName } from "./nameTable.ts";
import { quoteTable } from "./targetTable.ts";

/** A row that was not loaded. */
export interface Reject {
  readonly line: number;
  readonly reason: string;
  readonly raw: string;
}

/** The lines of a source from one on, up to another one that does not belong to them. */
export interface Lines {
  readonly source: string;
  readonly from: number;
  /** Null: all that follow. */
  readonly until: number | null;
}

export async function forgetRejects(
  client: PoolClient,
  target: TableName,
  { source, from, until }: Lines,
): Promise<void> {
  await client.query(
    `delete from ${quoteTable(rejectsOf(target))}
     where source = $1 and line >= $2 and ($3::bigint is null or line < $3)`,
    [source, from, until],
  );
}

export async function keepRejects(
  client: PoolClient,
  target: TableName,
  source: string,
  rejects: readonly Reject[],
): Promise<void> {
  if (rejects.length === 0) return;
  await client.query(
    `insert into ${quoteTable(rejectsOf(target))} (source, line, reason, raw)
     select $1, line, reason, raw
     from unnest($2::bigint[], $3::text[], $4::text[]) as rejects (line, reason, raw)
     on conflict (source, line) do update set reason = excluded.reason, raw = excluded.raw`,
    [
      source,
      rejects.map(({ line }) => line),
      rejects.map(({ reason }) => reason),
      rejects.map(({ raw }) => raw),
    ],
  );
}
