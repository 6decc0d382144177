import type { Queryable } from "../../src/db/pool.ts";
import { rows } from "./rows.ts";

interface Argument {
  name: string;
  type: string;
}
export interface PublicFunction {
  name: string;
  arguments: Argument[];
}

/** The functions of the public schema whose arguments are no rows. */
export async function publicFunctions(db: Queryable): Promise<PublicFunction[]> {
  return await rows(
    db,
    `select p.proname as name, coalesce(
       (select json_agg(json_build_object('name', a.name, 'type', format_type(a.type, null)) order by a.n)
        from unnest(p.proargtypes::oid[]) with ordinality t (type, n)
        join unnest(p.proargnames) with ordinality a0 (name, n) using (n)
        cross join lateral (select a0.name, t.type, n) a), '[]') as arguments
     from pg_proc p
     where p.pronamespace = 'provost'::regnamespace and p.prokind = 'f'
       and p.prorettype <> 'trigger'::regtype
       and not exists (
         select from unnest(p.proargtypes) t (oid) join pg_type y using (oid) where y.typtype = 'c')
     order by p.proname`,
  );
}
