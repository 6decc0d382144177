-- Whether a run that makes a call is held in its epoch still, and the run that the call has led to
-- before. Other input than before leads to another run, and so does `anew`, which the call of a
-- generator says, once its caller is continued; the old run is cancelled if it has not ended.
-- Share-locks the active_runs row of the caller. `p_parent`: see attach_child_run.
create or replace function provost_private.find_child_run(
  p_parent jsonb, out is_held boolean, out child_id uuid
)
language plpgsql volatile set search_path = ''
as $$
declare
  v_parent_id uuid := (p_parent ->> 'flow_run_id')::uuid;
  v_fits boolean;
begin
  perform from provost_private.active_runs a
  where a.flow_run_id = v_parent_id and a.epoch = (p_parent ->> 'epoch')::integer for share;
  is_held := found;
  if is_held then
    select t.child_flow_run_id, (t.input_hash = p_parent ->> 'input_hash') is not false
      and not ((p_parent ->> 'anew')::boolean is true
        and t.epoch < (p_parent ->> 'epoch')::integer)
    into child_id, v_fits
    from provost.task_runs t where t.flow_run_id = v_parent_id and t.key = p_parent ->> 'key';
    if child_id is not null and not v_fits then
      perform provost_private.change_flow_run_states(array[provost_private.proposed_change(
        1, child_id, provost_private.cancelling_type(c.state_type),
        p_message => 'Its flow is called again.')]) from provost.flow_runs c where c.id = child_id;
      child_id := null;
    end if;
  end if;
end
$$;
