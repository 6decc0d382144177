import type { Client } from "../../src/db/pool.ts";
import { column } from "../sql/rows.ts";

/**
 * What the two schemas hold, as text: types, tables, sequences, triggers, views and functions (without their
 * bodies, which the files show), with the rights on each. It depends neither on the server's
 * version nor on its locale.
 */
export async function dumpSchema(client: Client): Promise<string> {
  await client.query("begin; set local search_path = ''");
  const sections: string[] = [];
  for (const [title, query] of Object.entries(queries)) {
    const blocks = await column<string>(client, query);
    sections.push(`-- ${title}\n\n${blocks.sort().join("\n")}`);
  }
  await client.query("rollback");
  return `${sections.join("\n\n")}\n`;
}

const own = `in ('provost'::regnamespace, 'provost_private'::regnamespace)`;

/** Who may do what with an object, its owner aside: `select: provost_viewer, …`. */
const rights = (acl: string, kind: string, owner: string): string => `coalesce((
  select string_agg(
    format(E'\\n  %s: %s', g.privileges, g.grantees), '' order by g.privileges collate "C")
  from (
    select r.privileges, string_agg(r.grantee, ', ' order by r.grantee collate "C") as grantees
    from (
      select case a.grantee when 0 then 'public' else a.grantee::regrole::text end as grantee,
        string_agg(lower(a.privilege_type), ', ' order by a.privilege_type) as privileges
      from aclexplode(coalesce(${acl}, acldefault('${kind}', ${owner}))) a
      where a.grantee <> ${owner} group by 1
    ) r group by 1
  ) g), '')`;

/** An owner is told when it is not the one who migrates. */
const owner = (column: string): string => `case when ${column}::regrole::text <> current_user
  then format(E'\\n  owner %s', ${column}::regrole) else '' end`;

const queries = {
  Schemas: `
    select format('schema %s', n.nspname) || ${rights("n.nspacl", "n", "n.nspowner")}
    from pg_namespace n where n.oid ${own}`,

  Types: `
    select format('type %s', t.oid::regtype) || coalesce(
      (select format(' as enum (%s)',
         string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder))
       from pg_enum e where e.enumtypid = t.oid having count(*) > 0),
      (select format(E' as (\\n%s)', string_agg(
        format('  %I %s', a.attname, format_type(a.atttypid, a.atttypmod)), E',\\n' order by a.attnum))
       from pg_attribute a where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped))
    from pg_type t left join pg_class c on c.oid = t.typrelid
    where t.typnamespace ${own} and (t.typtype = 'e' or c.relkind = 'c')`,

  Tables: `
    select concat(format(E'table %s (\\n', c.oid::regclass),
      (select string_agg(line, E',\\n' order by place, line collate "C") from (
        select a.attnum as place, concat(
          format('  %I %s', a.attname, format_type(a.atttypid, a.atttypmod)),
          case when a.attnotnull then ' not null' end,
          ' default ' || pg_get_expr(d.adbin, d.adrelid)) as line
        from pg_attribute a left join pg_attrdef d on (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        union all
        select 10000, format('  constraint %I %s', k.conname, pg_get_constraintdef(k.oid))
        from pg_constraint k where k.conrelid = c.oid and k.contype <> 'n' -- told with the column
      ) lines),
      E'\\n)', ' with (' || array_to_string(c.reloptions, ', ') || ')',
      (select string_agg(E'\\n  ' || pg_get_indexdef(i.indexrelid), '' order by x.relname)
       from pg_index i join pg_class x on x.oid = i.indexrelid where i.indrelid = c.oid
         and not exists (
           select from pg_constraint k where k.conindid = i.indexrelid and k.contype <> 'f')),
      ${owner("c.relowner")}, ${rights("c.relacl", "r", "c.relowner")},
      (select string_agg(
         format(E'\\n  %s: %s (%s)', privilege, grantee, columns), ''
         order by grantee collate "C", privilege)
       from (
         select x.grantee::regrole::text as grantee, lower(x.privilege_type) as privilege,
           string_agg(a.attname, ', ' order by a.attnum) as columns
         from pg_attribute a, aclexplode(a.attacl) x where a.attrelid = c.oid group by 1, 2
       ) granted), E'\\n')
    from pg_class c where c.relnamespace ${own} and c.relkind in ('r', 'p')`,

  Sequences: `
    select concat(format('sequence %s as %s increment by %s cache %s', c.oid::regclass,
        s.seqtypid::regtype, s.seqincrement, s.seqcache),
      case when s.seqcycle then ' cycle' end,
      (select format(E'\\n  of %s.%I', a.attrelid::regclass, a.attname)
       from pg_depend d join pg_attribute a on (a.attrelid, a.attnum) = (d.refobjid, d.refobjsubid)
       where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i')),
      ${owner("c.relowner")}, ${rights("c.relacl", "s", "c.relowner")})
    from pg_class c join pg_sequence s on s.seqrelid = c.oid where c.relnamespace ${own}`,

  Views: `
    select concat(format('view %s (', c.oid::regclass),
      (select string_agg(
         format('%I %s', a.attname, format_type(a.atttypid, null)), ', ' order by a.attnum)
       from pg_attribute a where a.attrelid = c.oid and a.attnum > 0),
      ')', ${owner("c.relowner")}, ${rights("c.relacl", "r", "c.relowner")})
    from pg_class c where c.relnamespace ${own} and c.relkind in ('v', 'm')`,

  Functions: `
    select concat(format(E'function %s(%s)\\n  returns %s ', p.oid::regproc,
        pg_get_function_arguments(p.oid), pg_get_function_result(p.oid)),
      l.lanname, ' ',
      case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
      case when p.proisstrict then ' strict' end,
      case p.proparallel when 's' then ' parallel safe' when 'r' then ' parallel restricted' end,
      case when p.prosecdef then ' security definer' end,
      (select string_agg(' set ' || setting, '' order by setting) from unnest(p.proconfig) setting),
      ${owner("p.proowner")}, ${rights("p.proacl", "f", "p.proowner")})
    from pg_proc p join pg_language l on l.oid = p.prolang
    where p.pronamespace ${own}`,

  Triggers: `
    select format('on %s: %s', c.oid::regclass, pg_get_triggerdef(t.oid))
    from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where c.relnamespace ${own} and not t.tgisinternal and t.tgparentid = 0`,
};
