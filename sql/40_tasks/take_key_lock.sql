-- Locks a key for a holder (a task run or transaction of a run that is held in this epoch), so that
-- others wait with computing its result. True: it is locked, also when it was by the same holder
-- before. False: another one has it. Null: the epoch is stale. A lock whose run is not held in its
-- epoch any more is void, and goes to whoever asks next.
create or replace function provost_private.take_key_lock(
  p_key text, p_flow_run_id uuid, p_epoch integer, p_holder text
) returns boolean
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
begin
  perform from provost_private.active_runs a
  where a.flow_run_id = p_flow_run_id and a.epoch = p_epoch for share;
  if not found then
    return null;
  end if;

  insert into provost_private.key_locks as k (key_hash, key, flow_run_id, epoch, holder, taken)
  values (md5(p_key)::uuid, p_key, p_flow_run_id, p_epoch, p_holder, provost_private.clock_now())
  on conflict (key_hash) do update set
    key = excluded.key, flow_run_id = excluded.flow_run_id, epoch = excluded.epoch,
    holder = excluded.holder, taken = excluded.taken
  where k.flow_run_id = excluded.flow_run_id and k.epoch = excluded.epoch
      and k.holder = excluded.holder
    or not exists (
      select from provost_private.active_runs a
      where a.flow_run_id = k.flow_run_id and a.epoch = k.epoch);
  return found;
end
$$;
