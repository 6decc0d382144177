-- How the database is doing: its size, its history, what keeps rows from being cleaned up. What is
-- alarming comes with what to do about it. Takes no locks. Of other users of the server it tells
-- what PostgreSQL lets the owner of the database see.
create or replace function provost.health() returns table (
  name text, value text, is_alarming boolean, advice text
)
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_state provost_private.history_state;
  v_history bigint;
  v_beside bigint;
  v_orphans bigint;
  v_transaction interval;
  v_xmin integer;
  v_dead record;
begin
  select s.* into v_state from provost_private.history_state s;
  select sum(pg_total_relation_size(c.oid)) into v_history from pg_class c
  where c.relnamespace = 'provost_history'::regnamespace and c.relkind = 'r';
  v_beside := provost_private.count_beside_periods(10001);
  select sum(p.orphans) into v_orphans from provost_private.history_periods p
  where p.to_time < v_now - interval '3 days';
  select max(v_now - a.xact_start), max(age(a.backend_xmin))
  into v_transaction, v_xmin
  from pg_stat_activity a where a.pid <> pg_backend_pid() and a.datname = current_database();
  select t.relname, t.n_dead_tup, t.n_live_tup into v_dead from pg_stat_user_tables t
  where t.schemaname in ('provost', 'provost_private', 'provost_history')
  order by t.n_dead_tup desc limit 1;
  return query
  select f.name, f.value, coalesce(f.is_alarming, false),
    case when f.is_alarming then f.advice end
  from (values
    ('database', pg_size_pretty(pg_database_size(current_database())), false, null),
    ('flow runs', pg_size_pretty(pg_total_relation_size('provost.flow_runs')), false, null),
    ('history', pg_size_pretty(v_history), false, null),
    ('periods of history',
      (select format('%s, the last one until %s', count(*),
         (max(p.to_time) at time zone 'UTC')::date)
       from provost_private.history_periods p where p.kind = 'runs'),
      v_state.runs_until <= v_now, 'Start a worker or server: it makes them ahead of time.'),
    ('history beside the periods',
      case when v_beside > 10000 then 'more than 10000 rows' else v_beside || ' rows' end,
      v_beside > 10000,
      'Leave ids to provost_private.new_id(): the history of others is deleted row by row.'),
    ('runs gone, their history not', coalesce(v_orphans, 0)::text, v_orphans > 0,
      'More than 1000 runs of the period stay, or somebody reads it all the time.'),
    ('last trimmed', coalesce(to_char(v_state.trimmed, 'YYYY-MM-DD HH24:MI'), 'never'),
      v_state.trimmed is null or v_state.trimmed < v_now - interval '2 days',
      'Start a worker or server, or call provost prune.'),
    ('oldest transaction', coalesce(date_trunc('second', v_transaction)::text, 'none'),
      v_transaction > interval '1 hour',
      'End it: nothing that is deleted is cleaned up meanwhile.'),
    ('oldest snapshot', coalesce(v_xmin || ' transactions ago', 'none'), v_xmin > 10000000,
      'End the session that holds it; see backend_xmin in pg_stat_activity.'),
    ('dead rows', format('%s in %s', v_dead.n_dead_tup, v_dead.relname),
      v_dead.n_dead_tup > 100000 and v_dead.n_dead_tup > v_dead.n_live_tup,
      'Let autovacuum run more often, or vacuum the table.')
  ) as f (name, value, is_alarming, advice);
end
$$;
