-- What a dry run of a bulk operation answers: how many runs fit, and in which type of state.
create or replace function provost_private.count_filtered_runs(
  p_filter provost_private.flow_run_filter
) returns jsonb
language sql stable
begin atomic
  select jsonb_build_object(
    'dry_run', true, 'matched', coalesce(sum(s.runs), 0),
    'by_state', coalesce(jsonb_object_agg(s.state_type, s.runs), '{}'))
  from (
    select r.state_type, count(*) as runs
    from provost_private.filter_flow_runs(p_filter, null, null) r
    group by r.state_type
  ) s;
end;
