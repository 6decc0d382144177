-- The waiting run that a schedule has planned for an instant, or its next one; locked. Refuses when
-- there is none.
create or replace function provost_private.planned_run(p_schedule_id uuid, p_instant timestamptz)
returns uuid
language plpgsql volatile set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_id uuid;
begin
  perform provost_private.find_schedule(null, p_schedule_id::text);
  select r.id into v_id from provost.flow_runs r
  where r.schedule_id = p_schedule_id and r.state_type = 'SCHEDULED' and r.auto_scheduled = true
    and r.run_count = 0
    and case when p_instant is null then r.next_scheduled_start_time > v_now
      else r.expected_start_time = p_instant end
  order by r.next_scheduled_start_time limit 1 for update;
  if v_id is null then
    perform provost_private.fail_with('VONFD',
      format('Schedule %s has no waiting run %s.', p_schedule_id,
        coalesce('for ' || p_instant, 'that is still to come')),
      (select 'The next ones: ' || string_agg(n.instant, ', ') || '.'
       from (
         select to_char(r.expected_start_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
           as instant
         from provost.flow_runs r
         where r.schedule_id = p_schedule_id and r.state_type = 'SCHEDULED'
           and r.auto_scheduled = true and r.run_count = 0
         order by r.expected_start_time limit 5) n),
      'See what is planned: select expected_start_time from provost.flow_runs where schedule_id = '
      '… and state_type = ''SCHEDULED''.');
  end if;
  return v_id;
end
$$;
