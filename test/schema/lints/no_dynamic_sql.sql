-- evaluates no text as SQL, save for what makes and drops partitions of history
-- offence: create function provost_private.f() returns void language plpgsql as $$ begin execute
--   'select 1'; end $$;
select signature as name, (regexp_match(source, '(\mexecute\s+[^;]{1,60})', 'i'))[1] as detail
from own_functions where source ~* '\mexecute\s+[^;]' and language = 'plpgsql'
  -- DDL takes no parameters. What these put into it comes from history_tables and history_periods,
  -- and is quoted by format or history_bound.
  and name <> all (array['create_history_partition', 'make_history_partition',
    'drop_history_partition', 'thin_history_partition']);
