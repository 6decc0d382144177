-- What one queue would have started next, read by itself: here runs that are being cancelled take
-- up room as well, since they are still at work. Takes no locks.
create or replace function provost.get_runs_in_work_queue(
  work_pool text, work_queue text, scheduled_before timestamptz default null,
  "limit" integer default null
) returns setof provost.flow_runs
language plpgsql stable security definer set search_path = '' set enable_seqscan = off set jit = off
as $$
begin
  if "limit" < 0 then
    perform provost_private.fail_with('VOARG',
      format('Expected a limit of 0 or more, got %s.', "limit"), null,
      'Leave it out to have any number.');
  end if;
  return query
  select r.*
  from provost.work_queues q
  join provost.work_pools p on p.id = q.work_pool_id and not p.is_paused
  cross join lateral (
    select least(get_runs_in_work_queue."limit",
      case when q.concurrency_limit is not null then greatest(
        q.concurrency_limit - provost_private.count_running(array[q.id], true), 0) end) as runs
  ) room
  cross join lateral provost_private.waiting_runs(
    q.id, '-infinity', coalesce(scheduled_before, 'infinity'), room.runs) next
  join provost.flow_runs r on r.id = next.id
  where q.id = provost_private.find_work_queue(work_pool, coalesce(work_queue, ''))
    and not q.is_paused
  order by r.next_scheduled_start_time;
end
$$;
