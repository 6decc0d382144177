-- Ends child runs that end_child_runs had to pass over, since somebody changed them at the moment
-- at which their parent was cancelled or ended. What was started anew since then goes on.
create or replace function provost_private.end_missed_child_runs() returns integer
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_changes provost_private.flow_run_change[];
begin
  select array_agg(provost_private.proposed_change(
    r.ord, r.id, case when provost_private.is_held(r.state_type) then 'CANCELLING'
      else 'CANCELLED' end::provost.state_type,
    p_message => format('Flow run %L, which started it, is over.', r.parent)))
  into v_changes
  from (
    select l.*, row_number() over () as ord
    from (
      select c.id, c.state_type, p.name as parent
      from provost.flow_runs c join provost.flow_runs p on p.id = c.parent_flow_run_id
      where c.parent_flow_run_id is not null
        and c.state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED')
        and c.state_timestamp < p.state_timestamp + interval '10 s'
        and (p.state_type in ('CANCELLING', 'CANCELLED')
          or (c.deployment_id is null and p.state_type in ('FAILED', 'CRASHED')))
      limit 500 for update of c skip locked
    ) l
  ) r;
  if v_changes is null then
    return 0;
  end if;
  return (select count(*) from unnest(provost_private.change_flow_run_states(v_changes)) a
    where a.status <> 'ABORT');
end
$$;
