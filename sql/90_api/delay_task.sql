-- Sends a call of a task to the background, within the caller's transaction, and answers its run;
-- a repeated idempotency key answers the run that exists. `args` is the list of arguments.
create or replace function provost.delay_task(
  task text, args jsonb default '[]', idempotency_key text default null,
  scheduled_time timestamptz default null, delay_seconds double precision default null,
  tags text[] default '{}', name text default null
) returns provost.flow_runs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id uuid;
  v_run provost.flow_runs;
begin
  if jsonb_typeof(delay_task.args) is distinct from 'array' then
    perform provost_private.fail_with('VOARG',
      format('Expected the arguments of task %s as a JSON array, got %s.',
        to_jsonb(delay_task.task), coalesce(left(delay_task.args::text, 80), 'null')),
      null, 'Write them in order, like ["a@example.com", 3].');
  end if;
  if delay_task.delay_seconds between 0 and 3155760000 is false then
    perform provost_private.fail_with('VOARG',
      format('Expected delay_seconds from 0 to 3155760000, got %s.', delay_task.delay_seconds),
      null, 'Leave it out to start at once. That many seconds are 100 years.');
  end if;
  select d.flow_run_id into v_id
  from provost_private.delay_tasks(jsonb_build_array(jsonb_build_object(
    'ord', 0, 'id', provost_private.new_id(), 'task', delay_task.task, 'args', delay_task.args,
    'idempotency_key', delay_task.idempotency_key, 'scheduled_time', delay_task.scheduled_time,
    'delay_seconds', delay_task.delay_seconds, 'tags', delay_task.tags,
    'name', delay_task.name))) d;
  select r.* into v_run from provost.flow_runs r where r.id = v_id;
  return v_run;
end
$$;
