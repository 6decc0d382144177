-- Deletes what a schedule has planned and nobody has started yet, so that an edit takes
-- effect at once and the old tick never fires. What is due already is kept unless the
-- schedule is switched off (`p_also_due`). History stays. Locks the runs, by id.
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
    where r.id = any (array(
      select p.id from provost.flow_runs p
      where p.schedule_id = p_schedule_id and p.state_type = 'SCHEDULED'
        and p.auto_scheduled = true and p.run_count = 0
        and p.state_name <> 'AwaitingConcurrencySlot'
        and (p_also_due or p.next_scheduled_start_time > v_now)
      order by p.id for update))
    returning r.id, r.deployment_id, r.idempotency_key
  ),
  states as (
    delete from provost_private.flow_run_states s using dropped d where s.flow_run_id = d.id
  ),
  keys as (
    delete from provost_private.idempotency_keys k using dropped d
    where k.deployment_id = d.deployment_id and k.key = d.idempotency_key
  )
  select count(*) into v_count from dropped;
  return v_count;
end
$$;
