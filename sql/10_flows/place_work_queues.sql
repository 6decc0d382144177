-- Gives queues of a pool, which the caller has locked, these priorities: {"<queue id>": 2, …}.
-- Others that stand there already move down, each no further than it must; gaps are kept, and
-- queues that shared a priority go on to share one.
create or replace function provost_private.place_work_queues(
  p_work_pool_id uuid, p_priorities jsonb
) returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_taken integer[] := array(select v::integer from jsonb_each_text(p_priorities) as e (k, v));
  v_old integer;
  v_new integer;
  v_last integer := 0;
begin
  for v_old in
    select distinct q.priority from provost.work_queues q
    where q.work_pool_id = p_work_pool_id and not p_priorities ? q.id::text
    order by q.priority
  loop
    v_new := greatest(v_old, v_last + 1);
    while v_new = any (v_taken) loop
      v_new := v_new + 1;
    end loop;
    v_last := v_new;
    if v_new <> v_old then
      p_priorities := p_priorities || coalesce((
        select jsonb_object_agg(q.id::text, v_new) from provost.work_queues q
        where q.work_pool_id = p_work_pool_id and q.priority = v_old
          and not p_priorities ? q.id::text), '{}');
    end if;
  end loop;

  update provost.work_queues q set priority = e.priority::integer, updated = v_now
  from jsonb_each_text(p_priorities) as e (id, priority)
  where q.id = e.id::uuid and q.priority <> e.priority::integer;
end
$$;
