-- Names runs Late that are overdue by more than `p_after_seconds`, up to 400 a call.
create or replace function provost_private.mark_late_runs(p_after_seconds double precision)
returns integer
language plpgsql volatile security definer set search_path = '' set enable_seqscan = off
as $$
declare
  v_changes provost_private.flow_run_change[];
begin
  select array_agg((r.ord, r.id, null, 'SCHEDULED', 'Late', null, null,
    r.next_scheduled_start_time, null, null, null, r.resuming, null, null, null,
    null)::provost_private.flow_run_change)
  into v_changes
  from (
    select l.*, row_number() over () as ord
    from (
      select f.id, f.next_scheduled_start_time, f.resuming
      from provost.work_queues q
      join provost.flow_runs f on f.work_queue_id = q.id
      where f.state_type = 'SCHEDULED' and f.state_name = 'Scheduled'
        and f.next_scheduled_start_time
          <= provost_private.clock_now() - make_interval(secs => p_after_seconds)
      limit 400 for update of f skip locked
    ) l
  ) r;
  if v_changes is null then
    return 0;
  end if;
  return (select count(*) from provost_private.change_flow_run_states(v_changes) a
    where a.status = 'ACCEPT');
end
$$;
