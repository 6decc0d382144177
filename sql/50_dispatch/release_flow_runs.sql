-- Takes held runs from their holder, under a new epoch, so that whatever it still writes is
-- refused. A run of a deployment waits for another worker and continues after its last
-- recorded task; this charges no attempt. A crash is counted: at the third in a row without
-- a newly completed task the run is Crashed, since it seems to kill its workers. A run
-- without a deployment has nobody else to run it and is Crashed at once.
create or replace function provost_private.release_flow_runs(
  p_ids uuid[], p_reason text, p_is_crash boolean
) returns integer
language plpgsql volatile set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_changes provost_private.flow_run_change[];
  v_released integer;
begin
  select array_agg((
    r.ord, r.id, null, r.becomes,
    case r.becomes when 'SCHEDULED' then 'AwaitingRetry' end,
    p_reason, null,
    v_now + case when r.crashes <= 1 then interval '0' else interval '5 s' end,
    null, null, r.crashes, true, null, null, null, null)::provost_private.flow_run_change)
  into v_changes
  from (
    select f.id, row_number() over () as ord, c.crashes,
      case
        when f.state_type = 'CANCELLING' then 'CANCELLED'
        when f.deployment_id is null or c.crashes >= 3 then 'CRASHED'
        else 'SCHEDULED'
      end::provost.state_type as becomes
    from provost.flow_runs f
    cross join lateral (
      select case
        when not p_is_crash then f.crash_count
        when exists (
          select from provost.task_runs t
          where t.flow_run_id = f.id and t.epoch = f.epoch and t.state_type = 'COMPLETED') then 1
        else f.crash_count + 1
      end as crashes
    ) c
    where f.id = any (p_ids) and provost_private.is_held(f.state_type)
  ) r;
  if v_changes is null then
    return 0;
  end if;
  select count(*) into v_released
  from provost_private.change_flow_run_states(v_changes) a where a.status = 'ACCEPT';
  return v_released;
end
$$;
