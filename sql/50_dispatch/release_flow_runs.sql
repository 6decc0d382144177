-- Takes held runs from their holder, under a new epoch, so that whatever it still writes is
-- refused. A run of a deployment waits for another worker and continues after its last
-- recorded task; this charges no attempt. What becomes of one whose worker has crashed is for
-- crashed_runs to say: those that try again do so one after the other, in an order of chance. They
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
    select f.id, f.epoch, f.state_details, c.crashes, c.is_isolated,
      row_number() over () as ord,
      row_number() over (partition by c.worker_id, c.crashes order by random()) as turn,
      count(*) over (partition by c.worker_id, c.crashes) as turns,
      case
        when f.state_type = 'CANCELLING' then 'CANCELLED'
        when c.is_given_up then 'CRASHED'
        when f.state_name = 'Suspending' then 'PAUSED'
        when f.deployment_id is not null or exists (
          select from provost.flow_runs p
          where p.id = f.parent_flow_run_id and not provost_private.is_terminal(p.state_type))
          then 'SCHEDULED'
        else 'CRASHED'
      end::provost.state_type as becomes
    from provost_private.crashed_runs(p_ids, p_epochs, p_is_crash) c
    join provost.flow_runs f on f.id = c.flow_run_id
  ) r;
  if v_changes is null then
    return 0;
  end if;
  select count(*) into v_released
  from unnest(provost_private.change_flow_run_states(v_changes)) a where a.status = 'ACCEPT';
  return v_released;
end
$$;
