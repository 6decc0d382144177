-- Everything about one flow run, with who holds it and how many task runs are in which
-- state; no row when there is no such run. For people to read: the CLI calls it. No locks.
create or replace function provost_private.inspect_flow_run(p_flow_run_id uuid)
returns table (
  id uuid, name text, flow_name text, deployment text, work_pool text, work_queue text,
  worker text, state_type provost.state_type, state_name text, state_message text,
  state_timestamp timestamptz, parameters jsonb, tags text[], labels jsonb, idempotency_key text,
  run_count integer, retries integer, retry_delay_seconds double precision,
  timeout_seconds double precision, expected_start_time timestamptz,
  next_scheduled_start_time timestamptz, start_time timestamptz, end_time timestamptz,
  total_run_time_seconds double precision, parent_flow_run_id uuid, auto_scheduled boolean,
  task_run_counts jsonb, result jsonb, error jsonb, created timestamptz
)
language sql stable security definer
begin atomic
  select r.id, r.name, f.name, r.deployment, p.name, q.name, w.name, r.state_type, r.state_name,
    r.state_message, r.state_timestamp, r.parameters, r.tags, r.labels, r.idempotency_key,
    r.run_count, r.retries, r.retry_delay_seconds, r.timeout_seconds, r.expected_start_time,
    r.next_scheduled_start_time, r.start_time, r.end_time,
    extract(epoch from r.total_run_time)::double precision, r.parent_flow_run_id,
    r.auto_scheduled, provost_private.task_run_counts(r.id), r.result, r.error, r.created
  from provost.flow_runs r
  left join provost.flows f on f.id = r.flow_id
  left join provost.work_queues q on q.id = r.work_queue_id
  left join provost.work_pools p on p.id = q.work_pool_id
  left join provost_private.active_runs a on a.flow_run_id = r.id
  left join provost.workers w on w.id = a.worker_id
  where r.id = p_flow_run_id;
end;
