import type { Queryable } from "../../src/db/pool.ts";
import { row, type Row, rows, value } from "../sql/rows.ts";

export interface Cost {
  /** The big tables of which a whole copy was read. */
  scanned: string[];
  /** Rows, or entries of indexes, that were read in the big tables. */
  read: number;
  /** Blocks of 8 kB that were touched, of any table. */
  blocks: number;
}

const big = [
  "flow_runs",
  "flow_run_states",
  "task_runs",
  "task_run_states",
  "deployment_schedules",
];

interface Counters {
  name: string;
  scans: number;
  read: number;
}

/**
 * What one statement costs, counted by PostgreSQL. It is rolled back. Measured are calls after the
 * sixth, when functions have had the chance to settle on plans that fit all values, and of three
 * the one of the fewest blocks: an ANALYZE of the server in between makes a call plan anew.
 */
export async function costOf(db: Queryable, query: string, values: unknown[] = []): Promise<Cost> {
  for (let i = 0; i < 6; i++) await costOfOneCall(db, query, values);
  const costs: Cost[] = [];
  for (let i = 0; i < 3; i++) costs.push(await costOfOneCall(db, query, values));
  return costs.reduce((least, cost) => (cost.blocks < least.blocks ? cost : least));
}

async function costOfOneCall(db: Queryable, query: string, values: unknown[]): Promise<Cost> {
  await db.query("begin");
  try {
    const before = await counters(db);
    const plan = await value<[{ Plan: Row }]>(
      db,
      `explain (analyze, buffers, timing off, format json) ${query}`,
      values,
    );
    const after = await counters(db);
    return {
      scanned: after
        .filter(({ scans }, i) => scans > (before[i]?.scans ?? 0))
        .map(({ name }) => name),
      read: sum(after) - sum(before),
      blocks:
        Number(plan[0].Plan["Shared Hit Blocks"]) + Number(plan[0].Plan["Shared Read Blocks"]),
    };
  } finally {
    await db.query("rollback");
  }
}

const sum = (all: Counters[]): number => all.reduce((total, { read }) => total + read, 0);

/** Of this transaction, and what the session has not yet reported of earlier ones. */
const counters = (db: Queryable): Promise<Counters[]> =>
  rows(
    db,
    `select b.name, sum(pg_stat_get_xact_numscans(p.relid))::integer as scans,
       sum(pg_stat_get_xact_tuples_returned(p.relid) + coalesce((
         select sum(pg_stat_get_xact_tuples_returned(i.indexrelid))
         from pg_index i where i.indrelid = p.relid), 0))::integer as read
     from unnest($1::text[]) as b (name)
     cross join lateral (
       select ('provost.' || b.name)::regclass as relid union
       select relid from pg_partition_tree(('provost.' || b.name)::regclass)
     ) p group by 1 order by 1`,
    [big],
  );

/** The index that a query reads, and whether it must sort what it reads. */
export async function planOf(db: Queryable, query: string, values: unknown[] = []) {
  const found = await row<{ "QUERY PLAN": [{ Plan: Row }] }>(
    db,
    `explain (format json) ${query}`,
    values,
  );
  const text = JSON.stringify(found["QUERY PLAN"]);
  return { index: text.match(/"Index Name":"(\w+)"/)?.[1], sorts: text.includes('"Sort"') };
}

/** The partitions that a query really reads, whatever its plan names: the others are pruned. */
export async function partitionsRead(
  db: Queryable,
  query: string,
  values: unknown[],
): Promise<string[]> {
  const found = await row<{ "QUERY PLAN": [{ Plan: PlanNode }] }>(
    db,
    `explain (analyze, timing off, format json) ${query}`,
    values,
  );
  const names = scansIn(found["QUERY PLAN"][0].Plan)
    .filter((node) => node["Actual Loops"] > 0)
    .map((node) => node["Relation Name"] ?? "");
  return [...new Set(names)];
}

interface PlanNode {
  "Relation Name"?: string;
  "Actual Loops": number;
  Plans?: PlanNode[];
}

const scansIn = (node: PlanNode): PlanNode[] => [
  ...(node["Relation Name"] === undefined ? [] : [node]),
  ...(node.Plans ?? []).flatMap(scansIn),
];
