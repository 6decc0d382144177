-- The pool of this name, locked against other changes of it and of its queues.
create or replace function provost_private.find_work_pool(p_name text) returns provost.work_pools
language plpgsql volatile set search_path = ''
as $$
declare
  v_pool provost.work_pools;
begin
  select p.* into v_pool from provost.work_pools p where p.name = p_name for no key update;
  if v_pool.id is null then
    perform provost_private.refuse_work_pool(p_name);
  end if;
  return v_pool;
end
$$;
