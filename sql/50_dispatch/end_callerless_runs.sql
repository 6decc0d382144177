-- Ends runs of flows that were called by a run which is over: they wait for a retry, or for
-- being continued, and only their caller would have started them again. A caller that did not
-- complete takes them along itself, see end_child_runs.
create or replace function provost_private.end_callerless_runs() returns integer
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_changes provost_private.flow_run_change[];
begin
  select array_agg(provost_private.proposed_change(
    r.ord, r.id, 'CANCELLED', p_message => 'The run that called its flow is over.'))
  into v_changes
  from (
    select l.id, row_number() over () as ord
    from (
      select c.id
      from provost.flow_runs c join provost.flow_runs p on p.id = c.parent_flow_run_id
      where c.parent_flow_run_id is not null and c.state_type in ('SCHEDULED', 'PENDING', 'PAUSED')
        and c.deployment_id is null and provost_private.is_terminal(p.state_type)
        and not exists (
          select from provost_private.active_runs a where a.flow_run_id = c.id)
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
