-- Takes held runs from their holder, under a new epoch, so that whatever it still writes is
-- refused. A run of a deployment waits for another worker and continues after its last
-- recorded task; this charges no attempt. A crash is counted. After the second in a row without
-- a newly completed task workers execute the run in a process of its own, if its deployment tells
-- where its code is, and the worker says what became of that process: a worker that dies all the
-- same was ended by something else, so such a run is given up at the tenth crash only. Any other
-- run is Crashed at the third, since it seems to kill its workers; but if its worker held several
-- such runs, one of them may have taken the others along. They therefore try again one after the
-- other, in an order of chance: those that come after the culprit are spared, and its company
-- halves from crash to crash, until one is alone when its worker dies, or for the tenth time. They
-- are spread over two seconds, since most have only had bad luck twice and are to go on soon, and
-- over twice as much at each further crash; later so where a process of its own should have told.
-- A run of a flow that was called by a run waits to be continued by that one. Any other run
-- without a deployment has nobody else to run it and is Crashed at once. A run that ended or
-- changed hands meanwhile is in another epoch and is left alone.
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
    p_name => case r.becomes when 'SCHEDULED' then 'AwaitingRetry'
      when 'PAUSED' then 'Suspended' end,
    p_message => p_reason, p_details => case r.becomes when 'PAUSED' then r.state_details end,
    p_scheduled_time => v_now + case when r.crashes <= 1 then interval '0'
      else make_interval(secs => r.turn / r.turns::double precision * 2.0 ^ case
        when r.is_isolated then greatest(r.crashes - 3, 1) else r.crashes - 1 end) end,
    p_crash_count => r.crashes, p_resuming => true, p_takes_away => true))
  into v_changes
  from (
    select h.*, row_number() over () as ord,
      row_number() over (partition by h.worker_id, h.crashes order by random()) as turn,
      count(*) over (partition by h.worker_id, h.crashes) as turns,
      case
        when h.state_type = 'CANCELLING' then 'CANCELLED'
        when h.crashes >= 10 or h.crashes >= 3 and not h.is_isolated and count(*) filter (
          where h.crashes >= 3 and h.deployment_id is not null) over (partition by h.worker_id) <= 1
          then 'CRASHED'
        when h.state_name = 'Suspending' then 'PAUSED'
        when h.deployment_id is not null or exists (
          select from provost.flow_runs p
          where p.id = h.parent_flow_run_id and not provost_private.is_terminal(p.state_type))
          then 'SCHEDULED'
        else 'CRASHED'
      end::provost.state_type as becomes
    from (
      select f.id, f.epoch, f.state_type, f.state_name, f.state_details, f.deployment_id,
        f.parent_flow_run_id, a.worker_id, exists (
          select from provost.deployments d
          where d.id = f.deployment_id and d.entrypoint is not null) as is_isolated,
        case
          when not p_is_crash then f.crash_count
          when provost_private.has_completed_a_task(f.id, f.epoch) then 1
          else f.crash_count + 1
        end as crashes
      from unnest(p_ids, p_epochs) as u (id, epoch)
      join provost.flow_runs f on f.id = u.id and f.epoch = u.epoch
      left join provost_private.active_runs a on a.flow_run_id = f.id
      where provost_private.is_held(f.state_type)
    ) h
  ) r;
  if v_changes is null then
    return 0;
  end if;
  select count(*) into v_released
  from provost_private.change_flow_run_states(v_changes) a where a.status = 'ACCEPT';
  return v_released;
end
$$;
