-- describes everything in schema provost, which is what GraphQL's documentation shows
-- offence: create table provost.things ();
select r.identity as name, 'the ' || case r.kind when 'v' then 'view' else 'table' end as detail
from own_relations r
where r.schema = 'provost' and obj_description(r.oid, 'pg_class') is null
union all
select r.identity || '.' || a.attname, 'the column'
from own_relations r join pg_attribute a on a.attrelid = r.oid
where r.schema = 'provost' and a.attnum > 0 and not a.attisdropped
  and col_description(r.oid, a.attnum) is null
union all
select signature, 'the function' from own_functions
where schema = 'provost' and obj_description(oid, 'pg_proc') is null
union all
select t.oid::regtype::text, 'the type'
from pg_type t left join pg_class c on c.oid = t.typrelid
where t.typnamespace = 'provost'::regnamespace and (t.typtype = 'e' or c.relkind = 'c')
  and obj_description(t.oid, 'pg_type') is null;
