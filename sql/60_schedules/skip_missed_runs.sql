-- Cancels, under the name Skipped, waiting runs that were not started in the time that they had:
-- of one schedule or of all, `p_limit` at most. They stay visible, so that what was missed is a
-- query. The claim passes over them as soon as their time is over; this only says so.
create or replace function provost_private.skip_missed_runs(
  p_schedule_id uuid default null, p_limit integer default 400
) returns integer
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_changes provost_private.flow_run_change[];
begin
  select array_agg(provost_private.proposed_change(
    r.ord, r.id, 'CANCELLED', p_name => 'Skipped',
    p_message => format('It was not started before %s.',
      to_char(r.start_before at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'))))
  into v_changes
  from (
    select m.*, row_number() over () as ord
    from (
      select f.id, f.start_before from provost.flow_runs f
      where f.state_type = 'SCHEDULED' and f.run_count = 0 and f.start_before is not null
        and f.start_before <= v_now
        -- Who was given a later time on request is not bound to the first.
        and (f.next_scheduled_start_time <= f.start_before
          or f.state_name = 'AwaitingConcurrencySlot')
        and (p_schedule_id is null or f.schedule_id = p_schedule_id)
      order by f.start_before
      limit p_limit for update of f skip locked
    ) m
  ) r;
  if v_changes is null then
    return 0;
  end if;
  return (select count(*) from unnest(provost_private.change_flow_run_states(v_changes)) a
    where a.status = 'ACCEPT');
end
$$;
