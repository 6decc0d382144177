-- What the holder of a run calls whose deployment says nothing of retries: fills in what the flow
-- or the settings of the worker say, from this attempt on. Answers false, and changes nothing, when
-- the run is held in another epoch. Locks the run, as whoever takes it does.
create or replace function provost_private.set_default_retries(
  p_flow_run_id uuid, p_epoch integer, p_retries integer, p_retry_delay_seconds double precision
) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update provost.flow_runs r
  set retries = coalesce(r.retries, r.run_count - 1 + p_retries),
    retry_delay_seconds = coalesce(r.retry_delay_seconds, p_retry_delay_seconds)
  where r.id = p_flow_run_id and r.epoch = p_epoch
    and provost_private.is_run_held(p_flow_run_id, p_epoch);
  return found;
end
$$;
