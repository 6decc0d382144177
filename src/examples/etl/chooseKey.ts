import { InvalidInput } from "../../errors.ts";
import type { PoolClient } from "../../db/pool.ts";
import { findRepeats } from "./findRepeats.ts";
import type { KeyedFile, Repeat } from "./findRepeats.ts";
import type { LoadPlan } from "./loadPlan.ts";
import { readPrimaryKey } from "./targetTable.ts";

/** What tells the rows of a table apart. */
export interface ChosenKey {
  /** Empty: there is no key, a row is known by where it stands in its source. */
  readonly key: readonly string[];
  /** Rows whose key an earlier row has: only the first one can be loaded. */
  readonly repeats: readonly Repeat[];
}

/** The column that is taken for the key if it can be. */
export const usualKey = "id";

/**
 * Chooses the key: the one that the plan names; or the primary key of the table, if there is one;
 * or a column `id`, if each row has one of its own.
 * @throws InvalidInput when there is no such column, or when too many rows share their key
 */
export async function chooseKey(client: PoolClient, file: KeyedFile): Promise<ChosenKey> {
  const { plan, profile, rowSchema } = file;
  const names = plan.columns.map(({ name }) => name);
  expectColumns(plan.key, names);
  const fixed = plan.key.length > 0 ? plan.key : await usablePrimaryKey(client, plan, names);
  const key = fixed ?? names.filter((name) => name === usualKey);
  const known = profile.columns.find(({ name }) => name === key[0]);
  const isUnique = key.length === 0 || (key.length === 1 && known?.isUnique && !rowSchema);
  if (isUnique || profile.batches.length === 0) return { key, repeats: [] };
  const { repeats, missing } = await findRepeats(
    client,
    { ...file, plan: { ...plan, key } },
    mostRepeats + 1,
  );
  if (!fixed && repeats.length + missing > 0) return { key: [], repeats: [] };
  if (repeats.length > mostRepeats) throw tooManyRepeats(key, repeats);
  return { key, repeats };
}

async function usablePrimaryKey(
  client: PoolClient,
  { target }: LoadPlan,
  names: readonly string[],
): Promise<string[] | undefined> {
  const key = await readPrimaryKey(client, target);
  return key.length > 0 && key.every((column) => names.includes(column)) ? key : undefined;
}

function expectColumns(key: readonly string[], names: readonly string[]): void {
  const unknown = key.find((column) => !names.includes(column));
  if (unknown === undefined) return;
  throw new InvalidInput(`Expected \`key\` to name columns, got ${JSON.stringify(unknown)}.`, {
    detail: `The columns are: ${names.join(", ")}.`,
  });
}

/** More than this is no key. Their list is a task's result, which is kept in the database. */
const mostRepeats = 10_000;

function tooManyRepeats(key: readonly string[], [repeat]: readonly Repeat[]): InvalidInput {
  return new InvalidInput(
    `More than ${mostRepeats} rows have the same ${key.join(", ")} as an earlier row.`,
    {
      detail: `The first of them is on line ${repeat?.[0]}; it repeats line ${repeat?.[1]}.`,
      hint: "Choose a `key` that tells rows apart, or none.",
    },
  );
}
