-- What the holder of a run calls to say where it executes. Answers false, and changes nothing, when
-- the run is held in another epoch. Locks the run, as whoever takes it does.
create or replace function provost_private.note_infrastructure(
  p_flow_run_id uuid, p_epoch integer, p_infrastructure_pid text
) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update provost.flow_runs r set infrastructure_pid = p_infrastructure_pid
  where r.id = p_flow_run_id and r.epoch = p_epoch
    and provost_private.is_run_held(p_flow_run_id, p_epoch);
  return found;
end
$$;
