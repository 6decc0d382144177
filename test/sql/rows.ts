import type { Queryable } from "../../src/db/pool.ts";

export type Row = Record<string, unknown>;

export async function rows<T = Row>(
  db: Queryable,
  text: string,
  values: unknown[] = [],
): Promise<T[]> {
  const result = await db.query(text, values);
  return result.rows as T[];
}

/** The first row; fails when there is none. */
export async function row<T = Row>(
  db: Queryable,
  text: string,
  values: unknown[] = [],
): Promise<T> {
  const [first] = await rows<T>(db, text, values);
  if (first === undefined) throw new Error(`Expected a row from: ${text}`);
  return first;
}

/** The first column of the first row. */
export async function value<T>(db: Queryable, text: string, values: unknown[] = []): Promise<T> {
  return Object.values(await row(db, text, values))[0] as T;
}

/** The first column of every row. */
export async function column<T>(db: Queryable, text: string, values: unknown[] = []): Promise<T[]> {
  return (await rows(db, text, values)).map((each) => Object.values(each)[0] as T);
}
