-- Sends calls of tasks to the background: inserts a run for each, all in one statement, and
-- answers under which id each is found. A task that nobody has served yet becomes known, and its
-- runs wait. `p_calls`: ord, id, task, args (an array) and, if wanted, args_meta, name, tags,
-- idempotency_key, scheduled_time, delay_seconds. A repeated id, or a repeated idempotency key
-- with the same arguments, answers the run that exists.
create or replace function provost_private.delay_tasks(p_calls jsonb)
returns table (ord integer, flow_run_id uuid)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
begin
  perform provost_private.save_task(jsonb_build_object('name', t.name))
  from (select distinct c ->> 'task' as name from jsonb_array_elements(p_calls) c order by name) t
  where not exists (
    select from provost.deployments d where d.full_name = t.name and d.kind = 'task');

  -- Keys are claimed in one order, so that two batches with the same keys cannot deadlock.
  insert into provost.flow_runs (
    id, deployment, parameters, name, tags, idempotency_key, expected_start_time)
  select c.id, c.task,
    case when c.args_meta is null then jsonb_build_object('args', c.args)
      else jsonb_build_object('args', c.args, 'args_meta', c.args_meta) end,
    coalesce(c.name, c.task), coalesce(c.tags, '{}'), c.idempotency_key,
    coalesce(c.scheduled_time, v_now) + make_interval(secs => coalesce(c.delay_seconds, 0))
  from jsonb_to_recordset(p_calls) as c (
    ord integer, id uuid, task text, args jsonb, args_meta jsonb, name text, tags text[],
    idempotency_key text, scheduled_time timestamptz, delay_seconds double precision)
  order by c.task, c.idempotency_key, c.ord
  on conflict (id) do nothing;

  return query
  select c.ord, coalesce(k.flow_run_id, c.id)
  from jsonb_to_recordset(p_calls) as c (ord integer, id uuid, task text, idempotency_key text)
  left join provost.deployments d on c.idempotency_key is not null and d.full_name = c.task
  left join provost_private.idempotency_keys k
    on k.deployment_id = d.id and k.key = c.idempotency_key;
end
$$;
