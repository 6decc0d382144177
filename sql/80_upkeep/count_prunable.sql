-- What prune would remove: how many runs and events, and how large the history of periods is of
-- which all is old enough.
create or replace function provost_private.count_prunable(
  p_older_seconds double precision, p_failed_seconds double precision
) returns jsonb
language plpgsql stable set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_before timestamptz := v_now - make_interval(secs => p_older_seconds);
  v_failed_before timestamptz :=
    v_now - make_interval(secs => greatest(p_older_seconds, p_failed_seconds));
begin
  return jsonb_build_object(
    'flow_runs', (
      select count(*) from provost.flow_runs r
      where r.end_time < v_before
        and (r.end_time < v_failed_before or r.state_type not in ('FAILED', 'CRASHED'))),
    'events', (select count(*) from provost.events e where e.occurred < v_before),
    'dropped_bytes', (
      select coalesce(sum(pg_total_relation_size(to_regclass(format('provost_history.%I',
        provost_private.history_partition(t.name, p.from_time))))), 0)
      from provost_private.history_periods p
      join provost_private.history_tables t on t.kind = p.kind
      where p.to_time <= v_before and p.thinned = '{}'));
end
$$;
