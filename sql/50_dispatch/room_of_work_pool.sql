-- How many more runs of a pool its limit lets start; null: any number. The claim holds the lock of
-- the pool, and asks in a statement of its own after it got it: one that waited for the lock would
-- count what was true before.
create or replace function provost_private.room_of_work_pool(p_work_pool_id uuid) returns integer
language sql stable
begin atomic
  select greatest(p.concurrency_limit
    - provost_private.count_running(provost_private.queues_of_pool(p.id)), 0)
  from provost.work_pools p where p.id = p_work_pool_id and p.concurrency_limit is not null;
end;
