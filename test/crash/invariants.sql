-- What always holds, whatever has been killed. Each query answers the rows that break its
-- sentence: none, when all is well. invariants.ts runs them; the numbers are those of the tests.

-- I1. A run that has ended stays so, unless somebody schedules it again.
select s.flow_run_id, s.seq, s.name, next.name as then_became
from provost.flow_run_states s
join provost.flow_run_states next on next.flow_run_id = s.flow_run_id and next.seq = s.seq + 1
where provost_private.is_terminal(s.type) and next.type not in ('SCHEDULED', 'PENDING');

-- I2. A task call of a run has one task run.
select t.flow_run_id, t.key, count(*)
from provost.task_runs t
group by t.flow_run_id, t.key having count(*) > 1;

-- I3. Nothing is recorded in an epoch that was over: later epochs have later records.
select t.flow_run_id, t.key, t.epoch, r.epoch as epoch_of_run, t.state_timestamp
from provost.task_runs t
join provost.flow_runs r on r.id = t.flow_run_id
left join provost_private.active_runs a on a.flow_run_id = t.flow_run_id
where t.epoch > r.epoch
  or t.epoch < a.epoch and t.state_timestamp > a.claimed_at
  or t.state_timestamp > any (
    select later.state_timestamp from provost.task_runs later
    where later.flow_run_id = t.flow_run_id and later.epoch > t.epoch);

-- I4. A run that was ever claimed has a holder if and only if its state says so.
select coalesce(r.id, a.flow_run_id) as flow_run_id, r.state_type, r.epoch, a.epoch as held_in
from provost.flow_runs r
full join provost_private.active_runs a on a.flow_run_id = r.id
where a.flow_run_id is null and provost_private.is_held(r.state_type) and r.epoch > 0
  or a.flow_run_id is not null
    and (not coalesce(provost_private.is_held(r.state_type), false) or a.epoch <> r.epoch);

-- I5. No limit has more slots taken than it has had since the last of them was, and whoever has one
-- for a run still has the run.
select l.name, l."limit", s.flow_run_id, s.epoch, s.task_key, s.granted, r.state_type
from provost_private.slots s
join provost.concurrency_limits l on l.id = s.limit_id
left join provost.flow_runs r on r.id = s.flow_run_id
left join provost_private.active_runs a on a.flow_run_id = s.flow_run_id and a.epoch = s.epoch
where s.flow_run_id is not null and not s.is_rate
    and (r.id is null or provost_private.is_terminal(r.state_type)
      or l.deployment_id is null and a.flow_run_id is null)
  or l.active and l.slot_decay_per_second = 0 and s.granted > l.updated
    and provost_private.slots_held(l.id, provost_private.clock_now()) > l."limit";

-- I6. No run is lost: it has ended, or it is held, or it says when, where or for what it waits.
select r.id as flow_run_id, r.state_type, r.state_name
from provost.flow_runs r
where r.state_type = 'SCHEDULED'
    and (r.next_scheduled_start_time is null
      or r.work_queue_id is null and r.parent_flow_run_id is null)
  or r.state_type = 'PAUSED' and r.state_details ->> 'pause_timeout' is null;

-- I7. For each instant of a schedule there is one run.
select r.schedule_id, r.expected_start_time, count(*)
from provost.flow_runs r
where r.schedule_id is not null and r.auto_scheduled
group by r.schedule_id, r.expected_start_time having count(*) > 1;

-- I8. An idempotency key stands for one run.
select r.deployment_id, r.idempotency_key, count(*)
from provost.flow_runs r
where r.idempotency_key is not null and r.deployment_id is not null
group by r.deployment_id, r.idempotency_key having count(*) > 1;

-- I9. No run stays with a worker that has been dead for 15 seconds.
select a.flow_run_id, a.worker_id, w.status, w.last_heartbeat_time, w.ended
from provost_private.active_runs a
left join provost.workers w on w.id = a.worker_id
where w.id is null
  or w.status = 'OFFLINE' and w.ended < provost_private.clock_now() - interval '15 s';

-- I10. The epoch of a run rises with each claim, so no two claims share one.
select r.id as flow_run_id, r.epoch, c.claims
from provost.flow_runs r
join (
  select s.flow_run_id, count(*) as claims
  from provost.flow_run_states s
  join provost.flow_run_states before
    on before.flow_run_id = s.flow_run_id and before.seq = s.seq - 1
  where s.type = 'RUNNING' and before.type = 'PENDING'
    and s.timestamp - before.timestamp <= interval '1 microsecond'
  group by s.flow_run_id
) c on c.flow_run_id = r.id
where c.claims > r.epoch;

-- I11. A run that has crashed ten times without getting any further is not tried again.
select r.id as flow_run_id, r.state_type, r.crash_count
from provost.flow_runs r
where r.crash_count > 10
  or r.crash_count = 10 and r.state_type in ('SCHEDULED', 'PENDING', 'RUNNING');

-- I12. No job stays locked for 30 seconds without a run to show for it.
select j.locked_by, count(*) as jobs, min(j.locked_at) as since
from graphile_worker.jobs j
where j.task_identifier like 'provost:%'
  and j.locked_at < provost_private.clock_now() - interval '30 s'
group by j.locked_by
having count(*) > (
  select count(*) from provost.workers w
  join provost_private.active_runs a on a.worker_id = w.id
  where w.graphile_pool_id = j.locked_by and w.status <> 'OFFLINE');

-- I13. No called flow waits for a caller that is over.
select c.id as flow_run_id, c.state_type, c.parent_flow_run_id, p.state_type as caller
from provost.flow_runs c
join provost.flow_runs p on p.id = c.parent_flow_run_id
where c.deployment_id is null and c.state_type in ('SCHEDULED', 'PENDING', 'PAUSED')
  and provost_private.is_terminal(p.state_type)
  and p.end_time < provost_private.clock_now() - interval '15 s';

-- I14. The history of a run has no gaps, and ends with the state that the run is in.
select r.id as flow_run_id, r.state_count, r.state_name, h.states, h.last_name
from provost.flow_runs r
left join lateral (
  select count(*) as states, min(s.seq) as first, max(s.seq) as last,
    (array_agg(s.name order by s.seq desc))[1] as last_name
  from provost.flow_run_states s where s.flow_run_id = r.id
) h on true
where (h.states, h.first, h.last, h.last_name)
  is distinct from (r.state_count, 1, r.state_count, r.state_name);

-- I15. No wait is without its run, and none that a run is put aside for is past its time, or for a
-- run that is gone or over.
select w.flow_run_id, w.key, w.kind, w.wake_time, r.state_type, o.state_type as awaited
from provost.flow_run_waits w
left join provost.flow_runs r on r.id = w.flow_run_id
left join provost.flow_runs o on o.id = w.awaited_flow_run_id
where w.outcome is null
  and (r.id is null
    or r.state_type in ('SCHEDULED', 'PAUSED') and (
      w.awaited_flow_run_id is not null and o.id is null
      or o.end_time < provost_private.clock_now() - interval '15 s'
      or w.wake_time < provost_private.clock_now() - interval '15 s'));

-- I16. The history of a task run has no gaps, and ends with the state that the task run is in.
select t.flow_run_id, t.key, t.state_count, t.state_name, h.states, h.last_name
from provost.task_runs t
left join lateral (
  select count(*) as states, min(s.seq) as first, max(s.seq) as last,
    (array_agg(s.name order by s.seq desc))[1] as last_name
  from provost.task_run_states s
  where s.flow_run_id = t.flow_run_id and s.task_run_id = t.id
) h on true
where (h.states, h.first, h.last, h.last_name)
  is distinct from (t.state_count, 1, t.state_count, t.state_name);

-- I17. A run says when it ended if it has, and when it starts next if it is scheduled, and no other
-- does.
select r.id as flow_run_id, r.state_type, r.end_time, r.next_scheduled_start_time
from provost.flow_runs r
where provost_private.is_terminal(r.state_type) <> (r.end_time is not null)
  or (r.state_type = 'SCHEDULED') <> (r.next_scheduled_start_time is not null);
