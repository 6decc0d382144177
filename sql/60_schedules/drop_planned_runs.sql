-- Deletes what a schedule has planned and nobody has started yet, so that an edit takes
-- effect at once and the old tick never fires. What is due already is kept unless the
-- schedule is switched off (`p_also_due`). History stays.
create or replace function provost_private.drop_planned_runs(
  p_schedule_id uuid, p_also_due boolean
) returns integer
language plpgsql volatile set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_count integer;
begin
  with dropped as (
    delete from provost.flow_runs r
    where r.schedule_id = p_schedule_id and r.state_type = 'SCHEDULED' and r.auto_scheduled = true
      and r.run_count = 0 and r.state_name <> 'AwaitingConcurrencySlot'
      and (p_also_due or r.next_scheduled_start_time > v_now)
    returning r.id, r.deployment_id, r.idempotency_key
  ),
  states as (
    delete from provost.flow_run_states s using dropped d where s.flow_run_id = d.id
  ),
  keys as (
    delete from provost_private.idempotency_keys k using dropped d
    where k.deployment_id = d.deployment_id and k.key = d.idempotency_key
  )
  select count(*) into v_count from dropped;
  return v_count;
end
$$;
