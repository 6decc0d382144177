-- After runs were cancelled or have ended without completing: so do the runs that they started.
-- A run of a deployment lives by itself and is only cancelled with its parent; a flow that was
-- called in the parent's process cannot go on without it. Children have children: the same
-- happens at their change of state. Waits for no child that somebody changes at this moment, since
-- others may hold a child and wait for a run that is held here; end_missed_child_runs sees to it.
create or replace function provost_private.end_child_runs(
  p_judged provost_private.judged_flow_run[]
) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_changes provost_private.flow_run_change[];
begin
  select array_agg(provost_private.proposed_change(
    c.ord, c.id,
    case
      when provost_private.is_held(c.state_type) then 'CANCELLING'
      when c.new_type = 'CRASHED' then 'CRASHED'
      else 'CANCELLED'
    end::provost.state_type,
    p_message => format('Flow run %L, which started it, %s.', c.parent_name,
      case when c.new_type = 'CANCELLING' then 'is being cancelled'
        else 'has ended as ' || c.new_name end)))
  into v_changes
  from (
    select f.*, row_number() over () as ord
    from (
      select r.id, r.state_type, p.name as parent_name, d.new_type, d.new_name
      from unnest(p_judged) d
      join provost.flow_runs r on r.parent_flow_run_id = d.flow_run_id
      join provost.flow_runs p on p.id = d.flow_run_id
      where d.is_stored and d.new_type <> d.from_type
        and d.new_type in ('FAILED', 'CANCELLED', 'CRASHED', 'CANCELLING')
        and r.state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED')
        and (r.deployment_id is null or d.new_type in ('CANCELLING', 'CANCELLED'))
      order by r.id for update of r skip locked
    ) f
  ) c;
  if v_changes is not null then
    perform provost_private.change_flow_run_states(v_changes);
  end if;
end
$$;
