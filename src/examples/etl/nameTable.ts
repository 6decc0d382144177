import { createHash } from "node:crypto";
import { normalize } from "node:path";
import { quoteIdentifier } from "../../db/pool.ts";
import { InvalidInput } from "../../errors.ts";
import { longestName, shorten } from "./nameColumns.ts";

/** Where the rows go. */
export interface TableName {
  readonly schema: string;
  readonly table: string;
}

const rejectsSuffix = "_rejects";
const longestTable = longestName - rejectsSuffix.length;

/** The table beside it that keeps the rows which could not be loaded. */
export const rejectsOf = ({ schema, table }: TableName): TableName => ({
  schema,
  table: table + rejectsSuffix,
});

/** The name as it is written in SQL, with quotes where it needs them. */
export const sqlName = ({ schema, table }: TableName): string =>
  [schema, table].map((name) => (isPlain.test(name) ? name : quoteIdentifier(name))).join(".");

const isPlain = /^[a-z_][a-z0-9_]*$/;

export const isUrl = (source: string): boolean => /^https?:\/\//i.test(source);

/** The table that a source goes to when none is named: `data/nav-aids.csv.gz` to `nav_aids`. */
export function tableNameOf(source: string): string {
  const name = fileName(source)
    .replace(/\.gz$/i, "")
    .replace(/\.(?:csv|tsv|txt)$/i, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "_")
    .replace(/^_+|_+$/g, "");
  if (name === "") return "data";
  return shorten(/^\p{L}/u.test(name) ? name : `t_${name}`, longestTable);
}

function fileName(source: string): string {
  if (!isUrl(source)) return source.split(/[\\/]/).findLast((part) => part !== "") ?? "";
  const { pathname, hostname } = new URL(source);
  const last = pathname.split("/").findLast((part) => part !== "");
  return last === undefined ? hostname : decode(last);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * How a source is called in tables and logs: a path as it is given, a URL without what may be
 * secret; a hash tells its query from another one.
 */
export function labelOf(source: string): string {
  if (!isUrl(source)) return normalize(source);
  const { origin, pathname, search } = new URL(source);
  if (search === "") return origin + pathname;
  const hash = createHash("sha256").update(search).digest("hex").slice(0, 12);
  return `${origin}${pathname}?sha256=${hash}`;
}

const ownedByOthers = /^(?:pg_.*|information_schema|graphile_worker|provost|provost_private)$/;

/** @throws InvalidInput for a table that cannot be made, or that is not for loading data into */
export function checkTableName(name: TableName): TableName {
  for (const [parameter, most] of [
    ["schema", longestName],
    ["table", longestTable],
  ] as const) {
    const text = name[parameter];
    const bytes = Buffer.byteLength(text);
    if (bytes >= 1 && bytes <= most && !text.includes("\0")) continue;
    throw new InvalidInput(
      `Expected \`${parameter}\` to be a name of 1 to ${most} bytes, got ${JSON.stringify(text)}.`,
    );
  }
  if (!ownedByOthers.test(name.schema)) return name;
  throw new InvalidInput(`Schema "${name.schema}" is not for loading data into.`, {
    hint: "Choose a schema of your own, or `public`.",
  });
}
