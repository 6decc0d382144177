-- Gives back a key that take_key_lock has locked for this holder; else does nothing.
create or replace function provost_private.free_key_lock(
  p_key text, p_flow_run_id uuid, p_epoch integer, p_holder text
) returns void
language sql volatile security definer
begin atomic
  delete from provost_private.key_locks k
  where k.key_hash = md5(p_key)::uuid and k.flow_run_id = p_flow_run_id and k.epoch = p_epoch
    and k.holder = p_holder;
end;
