-- The run that stands for a call of a flow or a deployment by a run: the one that the task run
-- of the call names already, else `p_child_id`, which is written there before the caller creates
-- it. So a call leads to one run, however often its process dies and it is made again.
-- Null when the caller is not held in its epoch any more.
-- `p_parent`: flow_run_id, epoch, and the call's key, name, task_name, input_hash, task_run_id …
create or replace function provost_private.attach_child_run(
  p_parent jsonb, p_child_id uuid, p_type provost.state_type
) returns uuid
language plpgsql volatile set search_path = ''
as $$
declare
  v_call record;
begin
  select * into v_call from provost_private.find_child_run(p_parent);
  if not v_call.is_held or v_call.child_id is not null then
    return v_call.child_id;
  end if;
  perform provost_private.change_task_run_states(
    jsonb_build_array(p_parent || jsonb_build_object(
      'ord', 0, 'type', p_type, 'child_flow_run_id', p_child_id, 'force', true)), true);
  return p_child_id;
end
$$;
