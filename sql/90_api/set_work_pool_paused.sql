-- Pauses a work pool, or lets it go on. What runs goes on either way; nothing else is started.
create or replace function provost.set_work_pool_paused(work_pool text, paused boolean)
returns provost.work_pools
language plpgsql volatile security definer set search_path = ''
as $$
begin
  return provost.update_work_pool(work_pool, is_paused => paused);
end
$$;
