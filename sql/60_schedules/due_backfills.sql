-- The backfills whose runs are not all planned yet, oldest first, with what the calendar arithmetic
-- needs. plan_backfill takes the instants back.
create or replace function provost_private.due_backfills(p_limit integer)
returns table (
  backfill_id uuid, version integer, cron text, day_or boolean, interval_seconds double precision,
  anchor_date timestamptz, rrule text, timezone text, from_time timestamptz, to_time timestamptz,
  is_new boolean
)
language plpgsql stable security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
begin
  return query
  select b.id, s.version, s.cron, s.day_or, s.interval_seconds,
    coalesce(s.anchor_date, s.created), s.rrule, s.timezone,
    coalesce(b.planned_until + interval '1 ms', b.from_time), b.to_time, b.planned_until is null
  from provost.schedule_backfills b
  join provost.deployment_schedules s on s.id = b.schedule_id
  where b.completed is null and b.next_plan_time <= v_now
  order by b.next_plan_time limit p_limit;
end
$$;
