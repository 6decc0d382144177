-- Everything about a work pool. For people to read: the CLI calls it. Takes no locks.
create or replace function provost_private.inspect_work_pool(p_work_pool text)
returns table (
  id uuid, name text, type text, description text, status text, is_paused boolean,
  concurrency_limit integer, active_slots integer, default_queue text, base_job_template jsonb,
  created timestamptz, updated timestamptz
)
language plpgsql volatile security definer set search_path = ''
as $$
begin
  return query
  select p.id, p.name, p.type, p.description, provost.work_pools_status(p), p.is_paused,
    p.concurrency_limit, provost.work_pools_active_slots(p), q.name, p.base_job_template,
    p.created, p.updated
  from provost.work_pools p
  left join provost.work_queues q on q.work_pool_id = p.id and q.is_default = true
  where p.name = p_work_pool;
  if not found then
    perform provost_private.refuse_work_pool(p_work_pool);
  end if;
end
$$;
