-- Whether a run is held in this epoch, without locking anything: what a transaction may do is known
-- for certain only when it records its result.
create or replace function provost_private.is_run_held(p_flow_run_id uuid, p_epoch integer)
returns boolean
language sql stable security definer
begin atomic
  select exists (
    select from provost_private.active_runs a
    where a.flow_run_id = p_flow_run_id and a.epoch = p_epoch);
end;
