-- Ends runs at their deadline, whatever their code does: a run past its timeout fails as
-- TimedOut (and may have retries left), one that did not stop in time is Cancelled. What somebody
-- has locked is left for the next second.
create or replace function provost_private.expire_flow_runs() returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_changes provost_private.flow_run_change[];
begin
  select array_agg(case r.state_type
    when 'CANCELLING' then provost_private.proposed_change(
      r.ord, r.id, 'CANCELLED', p_epoch => r.epoch, p_takes_away => true,
      p_message => concat_ws(' ', r.state_message, 'The run did not stop in time.'))
    else provost_private.proposed_change(
      r.ord, r.id, 'FAILED', p_epoch => r.epoch, p_name => 'TimedOut',
      p_message => format('Flow run exceeded timeout of %s second(s)', r.timeout_seconds),
      p_takes_away => true)
    end)
  into v_changes
  from (
    select l.*, row_number() over () as ord
    from (
      select f.id, f.epoch, f.state_type, f.state_message, f.timeout_seconds
      from provost_private.active_runs a join provost.flow_runs f on f.id = a.flow_run_id
      where a.deadline < provost_private.clock_now()
      limit 500 for update of f, a skip locked
    ) l
  ) r;
  if v_changes is null then
    return 0;
  end if;
  return (select count(*) from unnest(provost_private.change_flow_run_states(v_changes)) a
    where a.status <> 'ABORT');
end
$$;
