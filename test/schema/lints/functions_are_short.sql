-- has no function longer than 90 lines, save for the one that asks the rules of flow runs
-- offence: do $$ begin execute format('create function provost_private.f() returns void language
--   plpgsql as %L', 'begin' || repeat(E'\n', 91) || 'end'); end $$;
select f.signature as name, lines.count || ' lines' as detail
from own_functions f
cross join lateral (select count(*) from regexp_split_to_table(btrim(f.source, E'\n'), '\n')) lines
where lines.count > 90 and f.name <> 'judge_flow_runs';
