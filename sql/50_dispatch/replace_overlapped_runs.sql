-- For schedules whose newest run takes the place of what runs: cancels the earlier runs of each of
-- them for which a newer one waits. It starts when they have stopped. Those of a backfill neither
-- replace others nor are replaced.
create or replace function provost_private.replace_overlapped_runs() returns integer
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_changes provost_private.flow_run_change[];
begin
  if not exists (
    select from provost.deployment_schedules s
    where s.overlap <> 'allow' and s.overlap = 'cancel_running')
  then
    return 0;
  end if;
  select array_agg(provost_private.proposed_change(
    e.ord, e.id, case when e.run_count > 0 and e.state_type in ('PENDING', 'RUNNING')
      then 'CANCELLING' else 'CANCELLED' end::provost.state_type,
    p_name => case when e.run_count = 0 and e.state_type = 'SCHEDULED' then 'Skipped' end,
    p_message => 'A newer run of the schedule takes its place.'))
  into v_changes
  from (
    select f.*, row_number() over () as ord
    from (
      select r.id, r.run_count, r.state_type
      from provost.deployment_schedules s
      cross join lateral (
        select max(w.expected_start_time) as time from provost.flow_runs w
        where w.schedule_id = s.id and w.overlap is not null and w.overlap <> 'queue'
          and w.state_type = 'SCHEDULED'
          and w.state_name = 'AwaitingConcurrencySlot'
      ) newest
      join provost.flow_runs r on r.schedule_id = s.id and r.overlap is not null
        and r.overlap <> 'queue'
        and r.state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')
        and r.expected_start_time < newest.time
      where s.overlap <> 'allow' and s.overlap = 'cancel_running'
        and r.state_type <> 'CANCELLING'
      limit 400 for update of r skip locked
    ) f
  ) e;
  if v_changes is null then
    return 0;
  end if;
  return (select count(*) from unnest(provost_private.change_flow_run_states(v_changes)) a
    where a.status <> 'ABORT');
end
$$;
