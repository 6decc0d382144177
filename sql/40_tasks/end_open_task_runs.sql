-- Ends task runs whose flow run is over, up to 500 a call: Cancelled with it, or when they never
-- ran; Crashed when they were running. One that stands for a flow run is in the state of that.
-- Answers how many. Called by every process now and then.
create or replace function provost_private.end_open_task_runs() returns integer
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_records jsonb;
begin
  select jsonb_agg(jsonb_build_object(
    'ord', o.ord, 'flow_run_id', o.flow_run_id, 'key', o.key, 'force', true,
    'type', case when o.flow_type = 'CANCELLED' or o.state_type not in ('RUNNING', 'CANCELLING')
      then 'CANCELLED' else 'CRASHED' end,
    'message', format('Its flow run has ended as %s.', o.flow_state)))
  into v_records
  from (
    select l.*, row_number() over () as ord
    from (
      select t.flow_run_id, t.key, t.state_type, f.state_type as flow_type,
        f.state_name as flow_state
      from provost.task_runs t join provost.flow_runs f on f.id = t.flow_run_id
      where t.state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING')
        and t.state_name <> 'NotReady' and t.child_flow_run_id is null
        and provost_private.is_terminal(f.state_type)
      limit 500 for update of t skip locked
    ) l
  ) o;
  if v_records is null then
    return 0;
  end if;
  return cardinality(provost_private.change_task_run_states(v_records, true));
end
$$;
