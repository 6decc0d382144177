-- Takes held runs from their holder, under a new epoch, so that whatever it still writes is
-- refused. A run of a deployment waits for another worker and continues after its last
-- recorded task; this charges no attempt. A crash is counted: at the third in a row without
-- a newly completed task the run is Crashed, since it seems to kill its workers. A run of a
-- flow that was called by a run waits to be continued by that one. Any other run without a
-- deployment has nobody else to run it and is Crashed at once. A run that ended or changed
-- hands meanwhile is in another epoch and is left alone.
create or replace function provost_private.release_flow_runs(
  p_ids uuid[], p_epochs integer[], p_reason text, p_is_crash boolean
) returns integer
language plpgsql volatile set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_changes provost_private.flow_run_change[];
  v_released integer;
begin
  select array_agg(provost_private.proposed_change(
    r.ord, r.id, r.becomes, p_epoch => r.epoch,
    p_name => case r.becomes when 'SCHEDULED' then 'AwaitingRetry' end,
    p_message => p_reason,
    p_scheduled_time => v_now
      + case when r.crashes <= 1 then interval '0' else interval '5 s' end,
    p_crash_count => r.crashes, p_resuming => true, p_takes_away => true))
  into v_changes
  from (
    select f.id, h.epoch, row_number() over () as ord, c.crashes,
      case
        when f.state_type = 'CANCELLING' then 'CANCELLED'
        when c.crashes >= 3 then 'CRASHED'
        when f.deployment_id is not null or exists (
          select from provost.flow_runs p
          where p.id = f.parent_flow_run_id and not provost_private.is_terminal(p.state_type))
          then 'SCHEDULED'
        else 'CRASHED'
      end::provost.state_type as becomes
    from unnest(p_ids, p_epochs) as h (id, epoch)
    join provost.flow_runs f on f.id = h.id and f.epoch = h.epoch
    cross join lateral (
      select case
        when not p_is_crash then f.crash_count
        when provost_private.has_completed_a_task(f.id, f.epoch) then 1
        else f.crash_count + 1
      end as crashes
    ) c
    where provost_private.is_held(f.state_type)
  ) r;
  if v_changes is null then
    return 0;
  end if;
  select count(*) into v_released
  from provost_private.change_flow_run_states(v_changes) a where a.status = 'ACCEPT';
  return v_released;
end
$$;
