import { errorField, MigrationFailed, VersionTooNew } from "../../errors.ts";
import type { Client } from "../pool.ts";
import { sha256, type SqlFile, type Sources } from "./sources.ts";

/** Migration name -> sha256 of the text that was applied. */
export type Ledger = ReadonlyMap<string, string>;

const undefinedTable = "42P01";
const insufficientPrivilege = "42501";

/** Where it stands what is loaded: a table of the owner's, and how workers read it. */
const ownTable = "select sha256 from provost_private.loaded_sources";
const forWorkers = "select provost_private.loaded_sha256() as sha256";

/** Whether everything in `sources` is in the database already. One statement, and no lock. */
export async function isUpToDate(client: Client, sources: Sources): Promise<boolean> {
  try {
    return await isLoaded(client, sources);
  } catch (error) {
    const code = errorField(error, "code");
    if (code === undefinedTable) return false;
    if (code === insufficientPrivilege) return await isLoaded(client, sources, forWorkers);
    throw error;
  }
}

/** The same inside a transaction, which an error would abort. */
export async function isUpToDateInside(client: Client, sources: Sources): Promise<boolean> {
  return (await exists(client, "loaded_sources")) && (await isLoaded(client, sources));
}

async function isLoaded(
  client: Client,
  sources: Sources,
  loaded: string = ownTable,
): Promise<boolean> {
  const { rows } = await client.query<{
    sha256: string | null;
    has_queue: boolean;
    has_rights: boolean;
  }>(
    `select l.sha256, to_regclass('graphile_worker.migrations') is not null as has_queue,
       not exists (${lostRights}) as has_rights
     from (${loaded}) l`,
  );
  const [row] = rows;
  return row?.sha256 === sources.fingerprint && row.has_queue && row.has_rights;
}

/** The engine does not own what it has to, or may not use it. */
const lostRights = `
  select from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname = 'provost_private' and p.proname = 'change_flow_run_states'
    and not (pg_get_userbyid(p.proowner) = 'provost_engine'
      and has_schema_privilege(p.proowner, n.oid, 'usage'))`;

/** Whether it was restored without owners or grants, or where there were no such roles. */
export async function hasLostRights(client: Client): Promise<boolean> {
  return (await client.query(lostRights)).rows.length > 0;
}

async function exists(client: Client, table: string): Promise<boolean> {
  const { rows } = await client.query<{ oid: string | null }>("select to_regclass($1) as oid", [
    `provost_private.${table}`,
  ]);
  return rows[0]?.oid != null;
}

export async function createLedger(client: Client): Promise<void> {
  await client.query(`
    create schema if not exists provost;
    create schema if not exists provost_private;
    create table if not exists provost_private.migrations (
      name text primary key,
      sha256 text not null,
      applied_at timestamptz not null default pg_catalog.clock_timestamp()
    );
    create table if not exists provost_private.loaded_sources (
      is_only boolean primary key default true,
      sha256 text not null,
      version text not null,
      loaded_at timestamptz not null default pg_catalog.clock_timestamp(),
      constraint loaded_sources_is_one_row check (is_only)
    );`);
}

export async function readLedger(client: Client): Promise<Ledger> {
  if (!(await exists(client, "migrations"))) return new Map();
  const { rows } = await client.query<{ name: string; sha256: string }>(
    "select name, sha256 from provost_private.migrations",
  );
  return new Map(rows.map(({ name, sha256 }) => [name, sha256]));
}

/** The migrations that are still to apply; refuses a ledger that the sources do not explain. */
export function pendingMigrations(ledger: Ledger, migrations: readonly SqlFile[]): SqlFile[] {
  const known = new Set(migrations.map(migrationName));
  const unknown = [...ledger.keys()].filter((name) => !known.has(name)).sort();
  if (unknown.length > 0) {
    throw new VersionTooNew("The database was migrated by a newer release of Provost", {
      detail: `It has migrations that this release does not know: ${unknown.join(", ")}.`,
      hint: "Start the newer release, or point this one at another database.",
    });
  }
  for (const file of migrations) refuseEdited(file, ledger.get(migrationName(file)));
  return migrations.filter((file) => !ledger.has(migrationName(file)));
}

/**
 * While releases are being exchanged, an old process that starts again must not take away the
 * functions that new ones call already.
 */
export async function refuseDowngrade(client: Client, { version }: Sources): Promise<void> {
  if (!(await exists(client, "loaded_sources"))) return;
  const { rows } = await client.query<{ version: string }>(
    "select version from provost_private.loaded_sources",
  );
  const loaded = rows[0]?.version;
  if (loaded === undefined || compareVersions(loaded, version) <= 0) return;
  throw new VersionTooNew(
    `The database has the functions of release ${loaded}, this is ${version}`,
    {
      hint: `Start ${loaded}, or allow the downgrade when migrating with ${version}.`,
    },
  );
}

/** By their numbers; what follows a hyphen does not count. */
function compareVersions(a: string, b: string): number {
  const left = versionNumbers(a);
  const right = versionNumbers(b);
  const at = left.findIndex((number, i) => number !== right[i]);
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}

const versionNumbers = (version: string): number[] => version.split(/[.-]/).slice(0, 3).map(Number);

function refuseEdited(file: SqlFile, applied: string | undefined): void {
  const now = sha256(file.text);
  if (applied === undefined || applied === now) return;
  throw new MigrationFailed(`sql/${file.path} was edited after it had been applied`, {
    detail: `Applied: sha256 ${applied}; the file now: sha256 ${now}.`,
    hint: "Restore the file, and put the change into a new migration.",
  });
}

export async function recordMigration(client: Client, file: SqlFile): Promise<void> {
  await client.query("insert into provost_private.migrations (name, sha256) values ($1, $2)", [
    migrationName(file),
    sha256(file.text),
  ]);
}

export async function recordSources(client: Client, sources: Sources): Promise<void> {
  await client.query(
    `insert into provost_private.loaded_sources (sha256, version) values ($1, $2)
     on conflict (is_only) do update
     set sha256 = excluded.sha256, version = excluded.version, loaded_at = excluded.loaded_at`,
    [sources.fingerprint, sources.version],
  );
}

export const migrationName = (file: SqlFile): string =>
  file.path.replace(/^migrations\//, "").replace(/\.sql$/, "");
