-- Records a task run by hand, in any state: a step that somebody did outside, say, whose result
-- the flow is to go on with. `key` is how the flow's code finds it: `task#0` for its first call,
-- and so on; by default the next that is free. A key that is taken answers the task run that
-- exists. Without a flow run it stands for itself.
create or replace function provost.create_task_run(
  flow_run_id uuid, task_name text, key text default null, name text default null,
  tags text[] default '{}', state jsonb default '{"type": "PENDING"}', retries integer default null,
  retry_delays double precision[] default '{}', retry_jitter_factor double precision default null
) returns provost.task_runs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id uuid := provost_private.new_id();
  v_run_id uuid := coalesce(create_task_run.flow_run_id, v_id);
  v_run provost.flow_runs;
  v_key text := create_task_run.key;
  v_task provost.task_runs;
begin
  perform provost_private.check_task_run(create_task_run.task_name, v_key,
    create_task_run.retries, create_task_run.retry_delays, create_task_run.retry_jitter_factor);
  select r.* into v_run from provost.flow_runs r where r.id = create_task_run.flow_run_id;
  if v_run.id is null and create_task_run.flow_run_id is not null then
    perform provost_private.fail_with('VONFD',
      format('No flow run has the id %s.', create_task_run.flow_run_id), null,
      'List the runs: select id, name from provost.flow_runs order by id desc limit 20.');
  end if;
  if v_key is null then
    -- Of one more than there are task runs, at least one is free.
    select c.key into v_key
    from generate_series(0, (
      select count(*) from provost.task_runs t where t.flow_run_id = v_run_id)) as n
    cross join lateral (
      select format('%s#%s', provost_private.escaped_task_name(create_task_run.task_name), n) as key
    ) c
    where not exists (
      select from provost.task_runs t where t.flow_run_id = v_run_id and t.key = c.key)
    order by n limit 1;
  end if;
  select t.* into v_task from provost.task_runs t where t.flow_run_id = v_run_id and t.key = v_key;
  if v_task.id is null then
    perform provost_private.propose_task_run_state(
      jsonb_build_object('flow_run_id', v_run_id, 'key', v_key, 'task_run_id', v_id,
        'task_name', create_task_run.task_name, 'name', create_task_run.name,
        'tags', coalesce(create_task_run.tags, '{}'), 'retries', create_task_run.retries,
        'retry_delays', create_task_run.retry_delays,
        'retry_jitter_factor', create_task_run.retry_jitter_factor),
      create_task_run.state, true);
    -- A first claim takes along only what is recorded of runs that have a past.
    if v_run.state_type = 'SCHEDULED' and v_run.epoch = 0 then
      perform provost_private.change_flow_run_states(array[provost_private.proposed_change(
        1, v_run.id, 'SCHEDULED', p_message => 'A task run was recorded by hand.',
        p_details => v_run.state_details, p_scheduled_time => v_run.next_scheduled_start_time,
        p_resuming => v_run.resuming, p_force => true)]);
    end if;
    select t.* into v_task
    from provost.task_runs t where t.flow_run_id = v_run_id and t.key = v_key;
  end if;
  return v_task;
end
$$;
