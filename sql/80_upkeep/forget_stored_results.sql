-- Removes stored results that nothing refers to: neither their flow run nor one of its task runs,
-- nor the cache. They are looked at from a day after their creation on, up to 100 results a call,
-- the oldest first; those that are still needed are set back to today, and so come last. Answers
-- how many were removed.
create or replace function provost_private.forget_stored_results() returns integer
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_count integer;
begin
  with
  old as materialized (
    select s.key, s.flow_run_id from provost_private.stored_results s
    where s.part = 0 and s.created < v_now - interval '1 day'
    order by s.created limit 100 for update skip locked
  ),
  judged as materialized (
    select o.key,
      exists (select from provost.flow_runs r
        where r.id = o.flow_run_id and (r.result_meta ->> 'key' = o.key
          or not provost_private.is_terminal(r.state_type)))
      or exists (select from provost.task_runs t
        where t.flow_run_id = o.flow_run_id and t.result_meta ->> 'key' = o.key)
      or exists (select from provost_private.task_run_cache c
        where c.result_meta ->> 'storage' = 'database' and c.result_meta ->> 'key' = o.key)
        as is_needed
    from old o
  ),
  looked_at as (
    update provost_private.stored_results s set created = v_now
    from judged j where j.is_needed and s.key = j.key and s.part = 0
  ),
  dropped as (
    delete from provost_private.stored_results s using judged j
    where not j.is_needed and s.key = j.key
    returning s.part
  )
  select count(*) filter (where d.part = 0) into v_count from dropped d;
  return v_count;
end
$$;
