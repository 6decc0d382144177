-- Stores a part of a result in the database; the parts count from 0. Called by the holder of the
-- run, before the record that refers to the key. Answers false when the epoch is stale.
create or replace function provost_private.store_result(
  p_flow_run_id uuid, p_epoch integer, p_key text, p_part integer, p_bytes bytea
) returns boolean
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
begin
  perform from provost_private.active_runs a
  where a.flow_run_id = p_flow_run_id and a.epoch = p_epoch for share;
  if not found then
    return false;
  end if;

  insert into provost_private.stored_results (key, part, flow_run_id, bytes, created)
  values (p_key, p_part, p_flow_run_id, p_bytes, provost_private.clock_now())
  on conflict (key, part) do update set
    flow_run_id = excluded.flow_run_id, bytes = excluded.bytes, created = excluded.created;
  return true;
end
$$;
