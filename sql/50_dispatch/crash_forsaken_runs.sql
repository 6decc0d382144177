-- Ends runs that only the process which began them would start again (they belong to no
-- deployment), when it has not come back for an hour: it died while they waited for a retry.
create or replace function provost_private.crash_forsaken_runs() returns integer
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_overdue timestamptz := provost_private.clock_now() - interval '1 hour';
  v_changes provost_private.flow_run_change[];
begin
  select array_agg(provost_private.proposed_change(
    r.ord, r.id, 'CRASHED', p_message => 'Its process has not come back for it.',
    p_force => true))
  into v_changes
  from (
    select l.id, row_number() over () as ord
    from (
      select f.id from provost.flow_runs f
      where f.work_queue_id is null and f.fairness_key is null
        and f.state_type = 'SCHEDULED' and f.state_name <> 'AwaitingConcurrencySlot'
        and f.next_scheduled_start_time < v_overdue
        and f.deployment_id is null and f.parent_flow_run_id is null
      limit 500 for update of f skip locked
    ) l
  ) r;
  if v_changes is null then
    return 0;
  end if;
  return (select count(*) from unnest(provost_private.change_flow_run_states(v_changes)) a
    where a.status = 'ACCEPT');
end
$$;
