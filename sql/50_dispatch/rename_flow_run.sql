-- What the holder of a run calls to name it, once it knows its parameters. Answers false, and
-- changes nothing, when the run is held in another epoch. Locks the run, as whoever takes it does.
create or replace function provost_private.rename_flow_run(
  p_flow_run_id uuid, p_epoch integer, p_name text
) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update provost.flow_runs r set name = p_name where r.id = p_flow_run_id and r.epoch = p_epoch
    and provost_private.is_run_held(p_flow_run_id, p_epoch);
  return found;
end
$$;
