-- Names runs Late that are overdue by more than `p_after_seconds`, up to 400 a call. One whose
-- deployment wants no run to wait while its limit is reached is cancelled instead.
-- Of a crowd that waits in a queue it looks at the first thousand and at the latest: those between
-- are named when it is nearly their turn.
create or replace function provost_private.mark_late_runs(p_after_seconds double precision)
returns integer
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_overdue timestamptz :=
    provost_private.clock_now() - make_interval(secs => p_after_seconds);
  v_changes provost_private.flow_run_change[];
begin
  select array_agg(provost_private.proposed_change(
    r.ord, r.id, case when r.is_too_many then 'CANCELLED' else 'SCHEDULED' end::provost.state_type,
    p_name => case when not r.is_too_many then 'Late' end,
    p_message => case when r.is_too_many then 'Deployment concurrency limit reached.' end,
    p_scheduled_time => r.next_scheduled_start_time, p_resuming => r.resuming))
  into v_changes
  from (
    select l.*, row_number() over () as ord,
      exists (
        select from provost.concurrency_limits c
        join provost.deployments d on d.id = c.deployment_id
        where c.deployment_id = l.deployment_id and c.active and d.collision_strategy = 'CANCEL_NEW'
          and provost_private.slots_held(c.id, v_overdue) >= c."limit") as is_too_many
    from (
      select f.id, f.next_scheduled_start_time, f.resuming, f.deployment_id
      from provost.flow_runs f
      where f.id in (select provost_private.newly_late_runs(v_overdue, 400))
        and f.state_type = 'SCHEDULED' and f.state_name = 'Scheduled'
      for update of f skip locked
    ) l
  ) r;
  if v_changes is null then
    return 0;
  end if;
  return (select count(*) from unnest(provost_private.change_flow_run_states(v_changes)) a
    where a.status = 'ACCEPT');
end
$$;
