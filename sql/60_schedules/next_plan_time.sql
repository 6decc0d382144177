-- When a schedule needs planning again: as soon as fewer than `p_min_runs` planned runs are
-- left or the latest is nearer than `p_min_scheduled_seconds`, and not before. A schedule so dense
-- that its quota does not reach that far is looked at after half of what it covers.
-- `p_has_ended`: the schedule has no instants any more.
create or replace function provost_private.next_plan_time(
  p_schedule_id uuid, p_now timestamptz, p_min_scheduled_seconds double precision,
  p_min_runs integer, p_has_ended boolean default false
) returns timestamptz
language sql stable
begin atomic
  select case
    when max(p.instant) is null then case when p_has_ended then 'infinity' else p_now end
    when max(p.instant) < p_now + make_interval(secs => p_min_scheduled_seconds)
      then p_now + (max(p.instant) - p_now) / 2
    else least(
      max(p.instant) - make_interval(secs => p_min_scheduled_seconds) + interval '1 ms',
      max(p.instant) filter (where p.rank = p_min_runs))
  end
  from (
    select r.next_scheduled_start_time as instant,
      row_number() over (order by r.next_scheduled_start_time desc) as rank
    from provost.flow_runs r
    where r.schedule_id = p_schedule_id and r.state_type = 'SCHEDULED'
      and r.auto_scheduled = true and r.next_scheduled_start_time > p_now
  ) p;
end;
