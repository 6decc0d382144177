-- Makes sure that a pool exists, with its default queue, and answers its id.
create or replace function provost_private.save_work_pool(p_name text, p_description text)
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id uuid;
begin
  insert into provost.work_pools as p (name, description) values (p_name, p_description)
  on conflict (name) do update set description = excluded.description
  returning p.id into v_id;
  insert into provost.work_queues (work_pool_id, name, is_default) values (v_id, 'default', true)
  on conflict do nothing;
  return v_id;
end
$$;
