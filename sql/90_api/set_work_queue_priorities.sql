-- Gives work queues of a pool these priorities, {"urgent": 1, "bulk": 4}, and answers all queues of
-- the pool. Others that stand there already move down.
create or replace function provost.set_work_queue_priorities(work_pool text, priorities jsonb)
returns setof provost.work_queues
language plpgsql volatile security definer set search_path = '' set standard_conforming_strings = on
as $$
declare
  v_pool provost.work_pools := provost_private.find_work_pool(work_pool);
  v_example constant text := 'Write {"urgent": 1, "bulk": 4}.';
begin
  if jsonb_typeof(priorities) is distinct from 'object' then
    perform provost_private.fail_with('VOARG',
      format('Expected priorities as a JSON object, got %s.', left(priorities::text, 80)), null,
      v_example);
  end if;
  if exists (
    select from jsonb_each_text(priorities) as e (k, v)
    where v ~ '^[1-9]\d{0,8}$' is not true)
  then
    perform provost_private.fail_with('VOARG',
      format('Expected priorities of 1 or more, got %s.', left(priorities::text, 200)), null,
      v_example);
  end if;
  if (select count(distinct v) < count(*) from jsonb_each_text(priorities) as e (k, v)) then
    perform provost_private.fail_with('VOARG', 'Duplicate target priorities provided.',
      format('Got %s.', left(priorities::text, 200)),
      'Give each queue a priority of its own.');
  end if;
  perform provost_private.place_work_queues(v_pool.id, coalesce((
    select jsonb_object_agg(provost_private.find_work_queue(work_pool, e.k), e.v::integer)
    from jsonb_each_text(priorities) as e (k, v)), '{}'));
  return query
  select q.* from provost.work_queues q where q.work_pool_id = v_pool.id
  order by q.priority, q.name;
end
$$;
