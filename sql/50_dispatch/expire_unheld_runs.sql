-- Ends runs that wait for something which will not come: a pause that has timed out, a
-- cancellation that nobody carries out, and runs that were set to Pending or Running through
-- the public door, so that no worker holds them, and have not moved for an hour (or for their
-- timeout). A run that somebody changes at this moment is left for the next second.
create or replace function provost_private.expire_unheld_runs() returns integer
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_changes provost_private.flow_run_change[];
begin
  select array_agg(case r.state_type
    when 'PAUSED' then provost_private.proposed_change(
      r.ord, r.id, 'FAILED', p_message => 'The flow was paused and never resumed.',
      p_error => '{"name": "PauseTimedOut", "code": "VOPAU",
        "message": "The flow was paused and never resumed."}', p_force => true)
    when 'CANCELLING' then provost_private.proposed_change(
      r.ord, r.id, 'CANCELLED', p_message => 'Nobody ran the flow any more.', p_force => true)
    else provost_private.proposed_change(
      r.ord, r.id, 'CRASHED', p_message => 'No worker holds the run.', p_force => true)
    end)
  into v_changes
  from (
    select l.*, row_number() over () as ord
    from (
      select f.id, f.state_type
      from provost.flow_runs f
      where f.state_type in ('PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')
        and case f.state_type
          when 'PAUSED' then (f.state_details ->> 'pause_timeout')::timestamptz
          when 'CANCELLING' then f.state_timestamp + interval '30 s'
          else f.state_timestamp + make_interval(secs => coalesce(f.timeout_seconds, 3600))
        end < v_now
        and not exists (
          select from provost_private.active_runs a where a.flow_run_id = f.id)
      limit 500 for update of f skip locked
    ) l
  ) r;
  if v_changes is null then
    return 0;
  end if;
  return (select count(*) from unnest(provost_private.change_flow_run_states(v_changes)) a
    where a.status <> 'ABORT');
end
$$;
