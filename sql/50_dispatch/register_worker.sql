-- A worker process introduces itself and gets its id: one for each boot, never re-used.
-- `local` workers execute runs that they start themselves and are given no hints. A worker that
-- names queues takes runs of no others; null stands for all of its pool. `p_session_name` is what
-- the sessions of its process, and of no other, are called: see cut_off_dead_workers.
create or replace function provost_private.register_worker(
  p_work_pool text, p_name text, p_kind text, p_concurrency_limit integer, p_version text,
  p_work_queues text[] default null, p_session_name text default null
) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_pool_id uuid;
  v_id uuid;
begin
  select p.id into v_pool_id from provost.work_pools p where p.name = p_work_pool;
  if v_pool_id is null then
    perform provost_private.refuse_work_pool(p_work_pool);
  end if;
  perform provost_private.keep_up_history('runs', provost_private.clock_now());
  insert into provost.workers (
    work_pool_id, name, kind, concurrency_limit, version, work_queues, session_name)
  values (v_pool_id, p_name, p_kind, p_concurrency_limit, p_version,
    (select array_agg(distinct q order by q) from unnest(p_work_queues) q), p_session_name)
  returning id into v_id;
  return v_id;
end
$$;
