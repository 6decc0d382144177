-- Refuses, with VOARG, a description of a deployment that says what nobody reads.
create or replace function provost_private.check_deployment_members(p_deployment jsonb)
returns void
language plpgsql stable set search_path = ''
as $$
begin
  perform provost_private.refuse_unknown_members('deployment', p_deployment, array[
    'flow', 'name', 'description', 'version', 'tags', 'labels', 'parameters',
    'parameter_openapi_schema', 'enforce_parameter_schema', 'work_pool_name', 'work_queue_name',
    'entrypoint', 'paused', 'job_variables', 'pull_steps', 'retries', 'retry_delay_seconds',
    'timeout_seconds', 'concurrency_limit', 'concurrency_options', 'fairness_key', 'schedules',
    'git_commit', 'deployed_by', 'restores', 'collision_strategy', 'grace_period_seconds']);
end
$$;
