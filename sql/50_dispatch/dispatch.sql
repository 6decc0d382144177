-- The dispatcher's whole work, for every pool and set of queues that live workers take. Answers
-- how many hints it added, in how many milliseconds to call again, unless the doorbell rings
-- before, and how many workers there are to hear that. With nothing to do it first declares itself
-- asleep and asks to be called again at once: an insert that committed in between rang no bell, and
-- the second look finds it. When the bell has rung more than once since the last call (`p_rings`),
-- it stays awake for a while, so that those who insert need not ring: each NOTIFY would have their
-- commits wait for one another. Any number of processes may call it. Hints need no durable commit.
create or replace function provost_private.dispatch(
  p_poll_seconds double precision, p_rings integer default 0
)
returns table (added integer, call_again_ms integer, workers integer)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_has_backlog boolean;
  v_is_unsettled boolean;
  v_asleep_until timestamptz;
  v_next timestamptz;
begin
  perform set_config('synchronous_commit', 'off', true);
  select coalesce(sum(h.added), 0), coalesce(bool_or(h.has_backlog), false),
    coalesce(bool_or(h.added is distinct from 0), false), coalesce(sum(pool.workers), 0)
  into added, v_has_backlog, v_is_unsettled, workers
  from (
    select p.id, p.name, w.work_queues, sum(w.concurrency_limit)::integer as capacity,
      count(*) as workers
    from provost.workers w join provost.work_pools p on p.id = w.work_pool_id
    where w.status = 'ONLINE' and w.kind = 'worker' and not p.is_paused
    group by p.id, w.work_queues
  ) pool
  cross join lateral provost_private.add_hints(
    pool.id, pool.name, pool.work_queues, pool.capacity) h;

  v_asleep_until := provost_private.asleep_until();
  if greatest(added, p_rings) > 1 and v_asleep_until > v_now then
    perform provost_private.sleep_until(null);
    call_again_ms := 20;
  elsif v_has_backlog then
    -- Where all are busy, workers go on to the next run by themselves.
    call_again_ms := case when v_is_unsettled then 20 else 100 end;
  elsif v_asleep_until < v_now + make_interval(secs => p_poll_seconds) then
    perform provost_private.sleep_until(v_now + make_interval(secs => 3 * p_poll_seconds));
    call_again_ms := 0;
  else
    v_next := provost_private.next_due_time(v_now);
    call_again_ms := 1000 * least(
      p_poll_seconds,
      greatest(coalesce(extract(epoch from v_next - v_now), p_poll_seconds), 0.001));
  end if;
  return next;
end
$$;
