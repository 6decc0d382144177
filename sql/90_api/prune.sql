-- Removes what ended, or happened, longer ago than `older_than`: flow runs with all that belongs to
-- them, and events. `failed_older_than` keeps runs that failed or crashed longer.
-- Without `dry_run` it does one step a call, so that nobody waits for it long,
-- and answers as `next` what to pass as `after` in the call that goes on; null: all is done.
-- `is_busy`: a period of history could not be dropped, because somebody reads it; try again.
create or replace function provost.prune(
  older_than interval, dry_run boolean default false, batch_size integer default 2000,
  after uuid default null, failed_older_than interval default null
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_seconds double precision := extract(epoch from older_than);
  v_failed_seconds double precision := extract(epoch from failed_older_than);
  v_runs record;
  v_events integer := 0;
  v_period text;
  v_is_busy boolean;
  v_end constant uuid := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
begin
  perform provost_private.check_batch_size(batch_size);
  if v_seconds between 0 and 3155760000 is not true
    or v_failed_seconds between 0 and 3155760000 is false
  then
    perform provost_private.fail_with('VOARG',
      format('Expected how old what is pruned has to be, got %s.',
        concat_ws(' and ', coalesce(older_than::text, 'null'), failed_older_than)), null,
      'Write it like 30 days or 12 hours; 100 years at most.');
  end if;
  if dry_run then
    return provost_private.count_prunable(v_seconds, v_failed_seconds);
  end if;

  select t.* into v_runs
  from provost_private.trim_flow_runs(
    v_seconds, v_failed_seconds, after, batch_size, true) t;
  if v_runs.next is null then
    v_events := provost_private.trim_events(v_seconds, batch_size, true);
    if v_events = batch_size then
      v_runs.next := v_end;
    else
      select d.period, d.is_busy into v_period, v_is_busy
      from provost_private.drop_history(v_seconds) d;
      if v_period is not null then
        v_runs.next := v_end;
      end if;
    end if;
  end if;
  return jsonb_build_object('flow_runs', v_runs.erased, 'events', v_events,
    'dropped', case when not v_is_busy then v_period end,
    'is_busy', coalesce(v_is_busy, false), 'next', v_runs.next);
end
$$;
