import { errorField } from "../../errors.ts";
import type { Client } from "../pool.ts";
import { createdObjects } from "./createdObjects.ts";
import type { SqlFile } from "./sources.ts";

/** A function, view or trigger in one of the two schemas. */
export interface RepeatableObject {
  oid: number;
  /** What a source file that creates it would contain, see `createdObjects`. */
  key: string;
  /** How `drop` names it. */
  identity: string;
}

/** Every function, view and trigger that the database holds. Needs an empty search path. */
export async function readObjects(client: Client): Promise<RepeatableObject[]> {
  const { rows } = await client.query<RepeatableObject>(`
    with own as (
      select oid, nspname from pg_catalog.pg_namespace
      where nspname in ('provost', 'provost_private')
    )
    select trigger.oid, 'trigger ' || trigger.tgname || ' on ' || own.nspname || '.' || relation.relname as key,
      format('trigger %I on %I.%I', trigger.tgname, own.nspname, relation.relname) as identity
    from pg_catalog.pg_trigger trigger
    join pg_catalog.pg_class relation on relation.oid = trigger.tgrelid
    join own on own.oid = relation.relnamespace
    where not trigger.tgisinternal and trigger.tgparentid = 0
    union all
    select view.oid, 'view ' || own.nspname || '.' || view.relname,
      format('view %I.%I', own.nspname, view.relname)
    from pg_catalog.pg_class view
    join own on own.oid = view.relnamespace
    where view.relkind = 'v'
    union all
    select routine.oid, 'function ' || own.nspname || '.' || routine.proname,
      format('routine %s', routine.oid::pg_catalog.regprocedure)
    from pg_catalog.pg_proc routine
    join own on own.oid = routine.pronamespace
    where not exists (
      select from pg_catalog.pg_depend
      where classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and objid = routine.oid and deptype = 'e'
    )`);
  return rows;
}

/**
 * What was there before the load and is in no file any more: a deleted file's object, or the old
 * form of a function whose arguments changed (to PostgreSQL that is another function).
 */
export function findOrphans(
  before: readonly RepeatableObject[],
  after: readonly RepeatableObject[],
  files: readonly SqlFile[],
): RepeatableObject[] {
  const inFiles = new Set(files.flatMap(({ text }) => createdObjects(text)));
  const oldOids = new Set(before.map(({ oid }) => oid));
  const isNew = ({ oid }: RepeatableObject): boolean => !oldOids.has(oid);
  const newlyMade = new Set(after.filter(isNew).map(({ key }) => key));
  return after.filter(
    (object) => !isNew(object) && (!inFiles.has(object.key) || newlyMade.has(object.key)),
  );
}

/**
 * Drops objects in whatever order their dependencies allow, never with cascade. Returns those that
 * something else still needs, with PostgreSQL's explanation.
 */
export async function dropObjects(
  client: Client,
  objects: readonly RepeatableObject[],
): Promise<{ identity: string; reason: string }[]> {
  let left = [...objects];
  for (;;) {
    const refused: { object: RepeatableObject; reason: string }[] = [];
    for (const object of left) {
      const reason = await tryDrop(client, object.identity);
      if (reason !== undefined) refused.push({ object, reason });
    }
    if (refused.length === 0 || refused.length === left.length) {
      return refused.map(({ object, reason }) => ({ identity: object.identity, reason }));
    }
    left = refused.map(({ object }) => object);
  }
}

const dependentObjectsStillExist = "2BP01";

async function tryDrop(client: Client, identity: string): Promise<string | undefined> {
  await client.query("savepoint before_drop");
  try {
    await client.query(`drop ${identity} restrict`);
    await client.query("release savepoint before_drop");
    return undefined;
  } catch (error) {
    if (errorField(error, "code") !== dependentObjectsStillExist) throw error;
    await client.query("rollback to savepoint before_drop; release savepoint before_drop");
    return errorField(error, "detail") ?? identity;
  }
}
