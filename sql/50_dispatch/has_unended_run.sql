-- Whether a schedule has a run that was started and has not ended: it runs, waits for a retry, or
-- is paused.
create or replace function provost_private.has_unended_run(p_schedule_id uuid) returns boolean
language sql stable set enable_seqscan = off set jit = off
begin atomic
  select exists (
    select from provost.flow_runs r
    where r.schedule_id = p_schedule_id and r.overlap is not null
      and r.state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')
      and (r.state_type <> 'SCHEDULED' or r.run_count > 0));
end;
