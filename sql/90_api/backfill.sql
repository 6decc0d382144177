-- Asks for the runs of a schedule for all its instants of a stretch of the past (both ends belong
-- to it): those that nobody planned, and those that were skipped. Each instant has one run, ever:
-- what ran is not run again. A scheduler makes them within moments. Refused are stretches that are
-- not over, and schedules whose runs lack parameters, which each scheduler would fail to make.
create or replace function provost.backfill(
  schedule_id uuid, from_time timestamptz, to_time timestamptz
) returns provost.schedule_backfills
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_backfill provost.schedule_backfills;
  v_lacking text[];
begin
  perform provost_private.find_schedule(null, backfill.schedule_id::text);
  if (backfill.from_time <= backfill.to_time) is not true
    or backfill.from_time < '0001-01-01 00:00+00'
    or backfill.to_time > provost_private.clock_now()
  then
    perform provost_private.fail_with('VOARG',
      format('Expected a stretch of the past, got %s to %s.',
        coalesce(backfill.from_time::text, 'null'), coalesce(backfill.to_time::text, 'null')), null,
      'Give the earlier time first. What is to come is planned by the schedule itself.');
  end if;
  select provost_private.lacking_parameters(s) into v_lacking
  from provost.deployment_schedules s where s.id = backfill.schedule_id;
  if v_lacking is not null then
    perform provost_private.fail_with('VOPAR',
      format('No run of schedule %s can be made without %s.', backfill.schedule_id,
        array_to_string(v_lacking, ', ')), null,
      'Give the schedule parameters, or the deployment defaults.');
  end if;
  insert into provost.schedule_backfills (schedule_id, from_time, to_time)
  values (backfill.schedule_id, backfill.from_time, backfill.to_time)
  returning * into v_backfill;
  return v_backfill;
end
$$;
