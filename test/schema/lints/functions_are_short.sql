-- has no function longer than 90 lines
-- offence: do $$ begin execute format('create function provost_private.f() returns void language
--   plpgsql as %L', 'begin' || repeat(E'\n', 91) || 'end'); end $$;
select f.signature as name, lines.count || ' lines' as detail
from own_functions f
cross join lateral (select count(*) from regexp_split_to_table(btrim(f.source, E'\n'), '\n')) lines
where lines.count > 90;
