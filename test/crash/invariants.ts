import { readFileSync } from "node:fs";
import type { Queryable } from "../../src/db/pool.ts";

export interface Invariant {
  /** Such as `I3`. */
  name: string;
  sentence: string;
  /** Answers the rows that break it. */
  query: string;
}

/** The queries of invariants.sql, each with its sentence. */
export const invariants: readonly Invariant[] = readInvariants();

function readInvariants(): Invariant[] {
  const text = readFileSync(new URL("invariants.sql", import.meta.url), "utf8");
  return text
    .split(/^(?=-- I\d+\. )/m)
    .slice(1)
    .map((section) => {
      const [, name = "", comment = ""] = /^-- (I\d+)\. ((?:.*\n)(?:-- .*\n)*)/.exec(section) ?? [];
      return {
        name,
        sentence: comment.replaceAll(/\s+(-- )?/g, " ").trim(),
        query: section,
      };
    });
}

const mostRowsShown = 3;

/** One line for each invariant that does not hold, with the first rows that break it. */
export async function brokenInvariants(db: Queryable): Promise<string[]> {
  const broken: string[] = [];
  for (const { name, sentence, query } of invariants) {
    const { rows } = await db.query<Record<string, unknown>>(query);
    if (rows.length === 0) continue;
    const shown = rows.slice(0, mostRowsShown).map((row) => JSON.stringify(row));
    broken.push(`${name}. ${sentence} Broken ${rows.length} times: ${shown.join(", ")}`);
  }
  return broken;
}
