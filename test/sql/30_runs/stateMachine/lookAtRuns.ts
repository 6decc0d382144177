import type { Queryable } from "../../../../src/db/pool.ts";
import { rows } from "../../rows.ts";
import type { ModelRun } from "./fates.ts";

/** A run as the database has it, with what must be true of every run at every moment. */
export interface Seen extends ModelRun {
  /** Changes with any column of the run and with any task run. */
  fingerprint: string;
  hasGaplessHistory: boolean;
  /** Whether something will move it on, at a time that is known. */
  hasDeadline: boolean;
  endsAsHistorySays: boolean;
  hasGaplessTaskHistories: boolean;
  activeEpoch: number | null;
  /** Replay key -> state and result of the task run. */
  tasks: Record<string, { type: string; result: unknown }>;
}

/** Seconds for which a worker is believed to hold what it does not report. */
export const leaseSeconds = 9;

const query = `
  select r.id, r.state_type as type, r.epoch, a.worker_id as worker, a.epoch as "activeEpoch",
    r.deployment_id is not null as "hasDeployment",
    coalesce(r.next_scheduled_start_time <= now.now, false) as "isDue",
    r.state_type = 'RUNNING' and r.run_count <= coalesce(r.retries, -1) as "hasRetriesLeft",
    case when exists (
      select from provost.task_runs t
      where t.flow_run_id = r.id and t.epoch = r.epoch and t.state_type = 'COMPLETED')
      then 1 else r.crash_count + 1 end as "crashesNext",
    coalesce(a.deadline < now.now, false) as "isPastDeadline",
    coalesce(a.claimed_at < now.now - ${leaseSeconds} * interval '1 s', false) as "isForgotten",
    case r.state_type
      when 'CANCELLING' then r.state_timestamp + interval '30 s'
      when 'PENDING' then r.state_timestamp + coalesce(r.timeout_seconds, 3600) * interval '1 s'
      when 'RUNNING' then r.state_timestamp + coalesce(r.timeout_seconds, 3600) * interval '1 s'
      else 'infinity' end < now.now as "isStranded",
    coalesce(case r.state_type
      when 'PAUSED' then (r.state_details ->> 'pause_timeout')::timestamptz < now.now
      when 'SCHEDULED' then r.deployment_id is null
        and r.next_scheduled_start_time < now.now - interval '1 hour' end, false) as "isGivenUp",
    coalesce((r.state_details ->> 'pause_reschedule')::boolean, false) as "isSuspended",
    case r.state_type
      when 'SCHEDULED' then r.next_scheduled_start_time is not null
      when 'PAUSED' then r.state_details ? 'pause_timeout'
      when 'CANCELLING' then a.worker_id is null or a.deadline is not null
      when 'RUNNING' then a.worker_id is null or r.timeout_seconds is null
        or a.deadline is not null
      else true end
      -- Who holds a run is a worker, which has its lease.
      and (a.worker_id is null
        or exists (select from provost.workers w where w.id = a.worker_id)) as "hasDeadline",
    md5(r::text || coalesce(t.all, '')) as fingerprint,
    h.is_gapless and h.count = r.state_count as "hasGaplessHistory",
    (h.last).type = r.state_type and (h.last).name = r.state_name
      and (h.last).timestamp = r.state_timestamp
      and (h.last).message is not distinct from r.state_message
      and (h.last).details is not distinct from r.state_details as "endsAsHistorySays",
    coalesce(t.are_gapless, true) as "hasGaplessTaskHistories",
    coalesce(t.tasks, '{}') as tasks
  from provost.flow_runs r
  cross join (select provost_private.clock_now() as now) now
  left join provost_private.active_runs a on a.flow_run_id = r.id
  cross join lateral (
    select count(*), count(*) = max(s.seq) and min(s.seq) = 1
        and count(*) = count(distinct s.timestamp)
        and array_agg(s.timestamp order by s.seq) = array_agg(s.timestamp order by s.timestamp)
        as is_gapless,
      (array_agg(s order by s.seq desc))[1] as last
    from provost.flow_run_states s where s.flow_run_id = r.id
  ) h
  left join lateral (
    select string_agg(k::text, ',' order by k.key) as all,
      jsonb_object_agg(k.key, jsonb_build_object('type', k.state_type, 'result', k.result)) as tasks,
      bool_and((
        select count(*) = k.state_count and max(s.seq) = k.state_count and min(s.seq) = 1
          and count(*) = count(distinct s.timestamp)
          and array_agg(s.timestamp order by s.seq) = array_agg(s.timestamp order by s.timestamp)
          and (array_agg(s.type order by s.seq desc))[1] = k.state_type
        from provost.task_run_states s where s.flow_run_id = r.id and s.task_run_id = k.id
      )) as are_gapless
    from provost.task_runs k where k.flow_run_id = r.id
  ) t on true
  order by r.id`;

/** All runs that there are. */
export const lookAtRuns = (db: Queryable): Promise<Seen[]> => rows(db, query);
