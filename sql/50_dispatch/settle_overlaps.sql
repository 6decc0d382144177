-- Keeps runs of a schedule from overlapping where it wants that: answers which of the runs, which
-- the caller has locked and is about to start, may start. Of one schedule it is one, and none
-- while another has not ended. The others are skipped, or wait aside until it is their turn, as
-- those of a backfill do in any case, behind the runs of the schedule's own time.
-- Locks the schedules. A schedule that is locked by somebody else is not waited for: its runs are
-- left out, and found again by the next claim.
create or replace function provost_private.settle_overlaps(p_ids uuid[]) returns uuid[]
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_schedules uuid[] := array(
    select distinct s.id from provost.flow_runs r
    join provost.deployment_schedules s on s.id = r.schedule_id and s.overlap <> 'allow'
    where r.id = any (p_ids) and r.run_count = 0);
  v_locked uuid[];
  v_first uuid[];
  v_changes provost_private.flow_run_change[];
begin
  if v_schedules = '{}' then
    return p_ids;
  end if;
  v_locked := array(
    select s.id from provost.deployment_schedules s where s.id = any (v_schedules)
    order by s.id for no key update skip locked);

  -- Who replaces what runs is the latest, who waits its turn the oldest.
  v_first := array(
    select distinct on (s.id) r.id
    from provost.flow_runs r join provost.deployment_schedules s on s.id = r.schedule_id
    where r.id = any (p_ids) and r.run_count = 0 and s.id = any (v_locked)
      and not provost_private.has_unended_run(s.id)
    order by s.id, r.overlap is not distinct from 'queue',
      case when s.overlap = 'cancel_running' and r.overlap is distinct from 'queue'
        then -1 else 1 end
        * extract(epoch from r.expected_start_time));
  v_changes := array(
    select provost_private.proposed_change(
      row_number() over (), r.id,
      case when u.is_skipped then 'CANCELLED' else 'SCHEDULED' end::provost.state_type,
      p_name => case when u.is_skipped then 'Skipped' else 'AwaitingConcurrencySlot' end,
      p_message => case when s.overlap = 'cancel_running' and u.is_skipped
        then 'A newer run of the schedule takes its place.'
        else 'An earlier run of the schedule has not ended.' end,
      p_scheduled_time => r.expected_start_time)
    from provost.flow_runs r join provost.deployment_schedules s on s.id = r.schedule_id
    cross join lateral (
      select r.overlap is distinct from 'queue' and (s.overlap = 'skip'
        or s.overlap = 'cancel_running' and exists (
          select from provost.flow_runs f where f.id = any (v_first) and f.schedule_id = s.id)
        ) as is_skipped
    ) u
    where r.id = any (p_ids) and r.run_count = 0 and s.id = any (v_locked)
      and r.id <> all (v_first)
      and (u.is_skipped or r.state_name <> 'AwaitingConcurrencySlot'));
  if v_changes <> '{}' then
    perform provost_private.change_flow_run_states(v_changes);
  end if;
  return array(
    select i.id from unnest(p_ids) with ordinality as i (id, ord)
    join provost.flow_runs r on r.id = i.id
    where r.id = any (v_first) or r.run_count > 0 or r.schedule_id is null
      or r.schedule_id <> all (v_schedules)
    order by i.ord);
end
$$;
