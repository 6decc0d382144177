-- Until when the runs of a schedule may be started, by its way to catch up, for instants in a row
-- and those that follow them: null = whenever there is a worker. `last` and `max_catch_up` end a
-- run's time when so many later ones are due; `window` counts from its instant, and so does
-- `skip`, which knows no delay but that of starting: none at all for what nobody had planned
-- (`p_missed_until`), else up to 15 s, and never beyond the next instant.
create or replace function provost_private.start_deadlines(
  p_schedule provost.deployment_schedules, p_times timestamptz[], p_following timestamptz[],
  p_missed_until timestamptz
) returns table (instant timestamptz, start_before timestamptz)
language sql stable
begin atomic
  select d.instant, d.start_before
  from (
    select i.instant, case
      when p_schedule.catch_up = 'planned' then null
      else least(
        lead(i.instant, case when p_schedule.catch_up = 'last' then 1
          else coalesce(p_schedule.max_catch_up, 100000) end) over by_time,
        case p_schedule.catch_up
          when 'window'
            then i.instant + make_interval(secs => p_schedule.catch_up_window_seconds)
          when 'skip' then least(lead(i.instant) over by_time,
            case when i.instant <= p_missed_until then i.instant
              else i.instant + interval '15 s' end)
        end) end as start_before
    from (select distinct t as instant from unnest(p_times || p_following) t) i
    window by_time as (order by i.instant)
  ) d
  where d.instant = any (p_times);
end;
