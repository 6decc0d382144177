-- reads the clock in clock_now only (new_id may, for the time inside an id)
-- offence: create function provost_private.f() returns timestamptz language sql return now();
select signature as name, (regexp_match(source, w.clock, 'i'))[1] as detail
from own_functions cross join (values (
  '(\m(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\('
  || '|\mcurrent_(?:time|date|timestamp)\M|\mlocaltime(?:stamp)?\M)')) as w (clock)
where source ~* w.clock and name not in ('clock_now', 'new_id')
union all
select d.adrelid::regclass || '.' || a.attname, pg_get_expr(d.adbin, d.adrelid)
from pg_attrdef d join pg_attribute a on (a.attrelid, a.attnum) = (d.adrelid, d.adnum)
join own_relations r on r.oid = d.adrelid
where pg_get_expr(d.adbin, d.adrelid) ~* '\m(now|clock_timestamp)\('
  and r.name not in ('migrations', 'loaded_sources'); -- the migrator's own, there before clock_now
