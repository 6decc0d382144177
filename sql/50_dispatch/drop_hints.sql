-- Removes the jobs that graphile-worker pools hold which are gone. Unlocking alone would let
-- a frozen pool that wakes delete a job that another one runs by then (its completion is not
-- fenced), so the jobs go for good; the next count of due runs adds fresh ones.
create or replace function provost_private.drop_hints(p_graphile_pool_ids text[]) returns integer
language plpgsql volatile set search_path = ''
as $$
declare
  v_jobs bigint[] := array(
    select j.id from graphile_worker.jobs j
    where j.locked_by = any (p_graphile_pool_ids) and j.task_identifier like 'provost:%');
begin
  if cardinality(v_jobs) > 0 then
    perform graphile_worker.force_unlock_workers(p_graphile_pool_ids);
    perform graphile_worker.complete_jobs(v_jobs);
  end if;
  return cardinality(v_jobs);
end
$$;
