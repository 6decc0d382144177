-- The runs that were skipped, of one schedule or of all, since a time; in order of their time.
create or replace function provost.missed_runs(
  schedule_id uuid default null, since timestamptz default null
) returns setof provost.flow_runs
language sql stable
begin atomic
  select r.* from provost.flow_runs r
  where r.state_name = 'Skipped' and r.state_type = 'CANCELLED'
    and (missed_runs.schedule_id is null or r.schedule_id = missed_runs.schedule_id)
    and (missed_runs.since is null or r.expected_start_time >= missed_runs.since)
  order by r.expected_start_time, r.id;
end;
