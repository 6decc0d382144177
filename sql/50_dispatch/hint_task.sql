-- The graphile-worker task under which the workers of a pool that take the same queues are told
-- that a run may start (null: all queues). A hint goes only to those who can use it: one that is
-- meant for others would be used up in vain. A name of a pool holds no `>`.
create or replace function provost_private.hint_task(p_work_pool text, p_work_queues text[])
returns text
language sql immutable parallel safe
return 'provost:' || p_work_pool || coalesce('>' || left(md5(
  (select string_agg(distinct q, '/' order by q) from unnest(p_work_queues) q)), 8), '');
