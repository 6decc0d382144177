-- Refuses the retry of a flow run that does not exist, goes on still, has nothing to be retried,
-- or that no worker could run (unless `p_is_here`: the caller does).
create or replace function provost_private.require_retriable(
  p_run provost.flow_runs, p_id uuid, p_mode text, p_is_here boolean
) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if p_run.id is null then
    perform provost_private.fail_with('VONFD', format('No flow run has the id %L.', p_id), null,
      'List the runs: select id, name from provost.flow_runs order by id desc limit 20.');
  elsif not provost_private.is_terminal(p_run.state_type) then
    perform provost_private.fail_with('VOARG',
      format('Expected a flow run that has ended, got %L, which is %s.', p_run.name,
        p_run.state_name),
      null, 'Wait for its end, or cancel it first.');
  elsif p_run.deployment_id is null and p_run.parent_flow_run_id is not null then
    perform provost_private.fail_with('VOARG',
      format('Flow run %L cannot be retried by itself: flow run %s called its flow.', p_run.name,
        p_run.parent_flow_run_id),
      null, 'Retry that one; what has completed here is not run again.');
  elsif p_run.deployment_id is null and not p_is_here then
    perform provost_private.fail_with('VOARG',
      format('Flow run %L cannot be retried: it belongs to no deployment.', p_run.name),
      'The process that executed it is gone, and no worker knows its code.',
      'Say where its code is: provost flow-run retry ID --entrypoint FILE:EXPORT.');
  elsif p_run.state_type = 'COMPLETED' and p_mode = 'failedOnly' then
    perform provost_private.fail_with('VOARG',
      format('Flow run %L has completed: there is nothing to retry.', p_run.name), null,
      'Choose the mode all (--all), or fromTask (--from-task) with a task run to begin with.');
  end if;
  if not p_is_here then
    perform provost_private.find_deployment(null, p_run.deployment_id);
  end if;
end
$$;
