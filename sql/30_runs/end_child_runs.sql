-- After a run was cancelled or has ended without completing: so do the runs that it started.
-- A run of a deployment lives by itself and is only cancelled with its parent; a flow that was
-- called in the parent's process cannot go on without it. Children have children: the same
-- happens at their change of state. Waits for no child that somebody changes at this moment, since
-- others may hold a child and wait for a run that is held here; end_missed_child_runs sees to it.
create or replace function provost_private.end_child_runs() returns trigger
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_changes provost_private.flow_run_change[];
begin
  if new.state_type in (old.state_type, 'PAUSED') then
    return null;
  end if;
  select array_agg(provost_private.proposed_change(
    c.ord, c.id,
    case
      when provost_private.is_held(c.state_type) then 'CANCELLING'
      when new.state_type = 'CRASHED' then 'CRASHED'
      else 'CANCELLED'
    end::provost.state_type,
    p_message => format('Flow run %L, which started it, %s.', new.name,
      case when new.state_type = 'CANCELLING' then 'is being cancelled'
        else 'has ended as ' || new.state_name end)))
  into v_changes
  from (
    select f.id, f.state_type, row_number() over () as ord
    from (
      select r.id, r.state_type from provost.flow_runs r
      where r.parent_flow_run_id = new.id
        and r.state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED')
        and (r.deployment_id is null or new.state_type in ('CANCELLING', 'CANCELLED'))
      order by r.id for update skip locked
    ) f
  ) c;
  if v_changes is not null then
    perform provost_private.change_flow_run_states(v_changes);
  end if;
  return null;
end
$$;
