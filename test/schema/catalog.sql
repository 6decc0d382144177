-- The functions of the two schemas, for the lints: their source is without comments, and fully
-- qualified where PostgreSQL has parsed it already.
create temporary view own_functions as
select p.oid, n.nspname as schema, p.proname as name, p.oid::regprocedure::text as signature,
  l.lanname as language, p.provolatile as volatility, p.prosecdef as is_security_definer,
  p.proconfig as settings, p.proowner as owner, p.proacl as acl, p.prosqlbody is not null as is_parsed,
  regexp_replace(
    coalesce(pg_get_function_sqlbody(p.oid), p.prosrc), '--[^\n]*', '', 'g') as source
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
join pg_language l on l.oid = p.prolang
where n.nspname in ('provost', 'provost_private');

-- Their tables and views.
create temporary view own_relations as
select c.oid, n.nspname as schema, c.relname as name, c.oid::regclass::text as identity,
  c.relkind as kind, c.relowner as owner, c.relacl as acl
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('provost', 'provost_private') and c.relkind in ('r', 'p', 'v', 'm');
