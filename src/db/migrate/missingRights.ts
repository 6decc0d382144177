import { type ProvostError, MigrationFailed } from "../../errors.ts";
import type { Client } from "../pool.ts";

interface Rights {
  role: string;
  database: string;
  mayCreateRoles: boolean;
  mayCreateSchemas: boolean;
  /** How many of Provost's roles there are. */
  roles: number;
  /** Those that it must be able to hand things over to, and cannot. */
  foreign: string[];
  /** Who else has migrated the database before. */
  owner: string | null;
}

const insufficientPrivilege = "42501";
const handedTo = ["provost_engine", "provost_operator"];
const roleNames = [...handedTo, "provost_viewer", "provost_enqueuer", "provost_worker"];

/** Says what lets the role migrate, when it may not. Any other error comes back unchanged. */
export async function explainMissingRights(
  client: Client,
  error: ProvostError,
): Promise<ProvostError> {
  if (error.code !== insufficientPrivilege || error.hint !== undefined) return error;
  const hint = hintFor(await readRights(client));
  const { message, code, detail, cause } = error;
  return new MigrationFailed(message, { code, detail, hint, cause });
}

async function readRights(client: Client): Promise<Rights> {
  await client.query("rollback");
  const { rows } = await client.query<Rights>(
    `select quote_ident(r.rolname) as role, quote_ident(current_database()) as database,
       r.rolsuper or r.rolcreaterole as "mayCreateRoles",
       has_database_privilege(current_database(), 'create') as "mayCreateSchemas",
       (select count(*)::integer from pg_roles o where o.rolname = any ($1)) as roles,
       (select coalesce(array_agg(o.rolname::text order by o.rolname), '{}') from pg_roles o
        where o.rolname = any ($2)
          and not pg_has_role(r.oid, o.oid, 'member with admin option')) as foreign,
       (select quote_ident(pg_get_userbyid(n.nspowner)) from pg_namespace n
        where n.nspname = 'provost' and n.nspowner <> r.oid) as owner
     from pg_roles r where r.rolname = current_user`,
    [roleNames, handedTo],
  );
  const [rights] = rows;
  if (!rights) throw new Error("Expected to find the role of the session");
  return rights;
}

function hintFor(rights: Rights): string {
  const { role, database, owner, foreign } = rights;
  if (owner !== null) {
    return (
      `Migrate as ${owner}, who has migrated the database before; ` +
      `or let ${owner} run: grant provost_worker to ${role};`
    );
  }
  const missing = [
    ...(rights.mayCreateSchemas ? [] : [`grant create on database ${database} to ${role};`]),
    ...(rights.mayCreateRoles || rights.roles === roleNames.length
      ? []
      : [`alter role ${role} createrole;`]),
    ...(foreign.length === 0 ? [] : [`grant ${foreign.join(", ")} to ${role} with admin option;`]),
  ];
  return missing.length === 0
    ? "Migrate as a superuser, or as the owner of the database."
    : `Let a superuser run: ${missing.join(" ")}`;
}
