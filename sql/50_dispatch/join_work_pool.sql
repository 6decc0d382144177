-- What a worker asks before it registers: the type of the pool that it is to work for. A worker
-- of another type is refused; `p_type` null takes what comes. With `p_create`, a pool that does
-- not exist is made, of this type and with this template; an existing pool keeps its own.
create or replace function provost_private.join_work_pool(
  p_name text, p_type text default null, p_create boolean default false,
  p_base_job_template jsonb default null
) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_type text;
begin
  if p_type not in ('inline', 'process') then
    perform provost_private.fail_with('VOARG',
      format('Expected a worker of type inline or process, got %L.', p_type), null,
      'inline executes runs inside the worker, process each in a process of its own.');
  end if;
  if p_create and not exists (select from provost.work_pools p where p.name = p_name) then
    perform provost_private.save_work_pool(p_name, null);
    update provost.work_pools p
    set type = coalesce(p_type, p.type),
        base_job_template = coalesce(p_base_job_template, p.base_job_template)
    where p.name = p_name;
  end if;
  select p.type into v_type from provost.work_pools p where p.name = p_name;
  if v_type is null then
    perform provost_private.refuse_work_pool(p_name,
      'Name one that exists, or let the worker create it: --create-pool-if-not-found.');
  end if;
  if p_type <> v_type then
    perform provost_private.fail_with('VOARG',
      format('Work pool %L is of type %s, and takes no workers of type %s.',
        p_name, v_type, p_type),
      null, format('Leave the type out, say --type %s, or name another pool.', v_type));
  end if;
  return v_type;
end
$$;
