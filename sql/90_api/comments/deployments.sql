comment on table provost.deployments is
  'A deployment: a flow that can be run from outside, with its defaults and schedules.';
comment on column provost.deployments.id is 'Unique; ordered by time of creation.';
comment on column provost.deployments.flow_id is E'@behavior +filterBy\nThe flow that it runs.';
comment on column provost.deployments.name is 'Unique within its flow.';
comment on column provost.deployments.full_name is
  E'@behavior +filterBy +orderBy\n`flow/deployment`: how a run names it. Unique. That of a task '
  'is the name of the task.';
comment on column provost.deployments.kind is
  '`flow`, or `task`: it stands for the background runs of a task.';
comment on column provost.deployments.description is 'What the deployment is for.';
comment on column provost.deployments.version is 'The version that its author gave it.';
comment on column provost.deployments.tags is 'Free words, handed on to its runs.';
comment on column provost.deployments.labels is 'Free keys and values, handed on to its runs.';
comment on column provost.deployments.parameters is
  'Default parameters; those of a run are laid over them.';
comment on column provost.deployments.parameter_openapi_schema is
  'The JSON Schema of the parameters.';
comment on column provost.deployments.parameter_check is
  E'@behavior -*\nThe JSON Schema as one expression, which every insert evaluates.';
comment on column provost.deployments.fairness_key is
  'The fairness key of runs that name none; {parameters.tenant} in it stands for a parameter.';
comment on column provost.deployments.enforce_parameter_schema is
  'Whether a run whose parameters do not fit the JSON Schema is refused.';
comment on column provost.deployments.work_queue_id is
  E'@behavior +filterBy\nThe queue in which its runs wait.';
comment on column provost.deployments.entrypoint is 'Where a worker finds the code: `file:export`.';
comment on column provost.deployments.paused is
  'While true, its schedules plan nothing. Runs that are asked for are started all the same.';
comment on column provost.deployments.job_variables is
  'Settings for what executes its runs, such as environment variables.';
comment on column provost.deployments.needs_job_variables is
  E'@behavior -*\nWhether its job variables do not suffice for its pool, so that those of each run '
  'are looked at.';
comment on column provost.deployments.fills_in_runs is
  E'@behavior -*\nWhether its runs have more of it than their flow and their queue.';
comment on column provost.deployments.retries is 'How often a failed run is tried again.';
comment on column provost.deployments.retry_delay_seconds is 'The pause before each retry.';
comment on column provost.deployments.timeout_seconds is 'After this long Running, a run fails.';
comment on column provost.deployments.concurrency_limit is
  'How many of its runs may be under way at once; null: any number.';
comment on column provost.deployments.collision_strategy is
  'What becomes of one run too many: `ENQUEUE` lets it wait, `CANCEL_NEW` cancels it, '
  '`CANCEL_RUNNING` cancels the oldest that runs.';
comment on column provost.deployments.grace_period_seconds is
  'How long a run that is Pending keeps its slot before it starts; 300 unless given.';
comment on column provost.deployments.created is 'When it was first deployed.';
comment on column provost.deployments.updated is 'When it was last changed.';
comment on constraint deployment_name_is_unique_in_flow on provost.deployments is
  E'@behavior -query:resource:single';
comment on column provost.deployments.pull_steps is
  'What a worker does before it loads the flow: a list of {"git_clone": {repository, branch or '
  'commit_sha, directories, include_submodules, access_token_env}} and '
  '{"set_working_directory": {directory, copy}}. Null: the code is there already.';

comment on table provost.deployment_versions is
  E'@name deployment_version\n'
  '@behavior -query:resource:connection -query:resource:single -totalCount\n'
  'What a deployment was after deploying had changed it.';
comment on constraint version_belongs_to_a_deployment on provost.deployment_versions is
  E'@foreignFieldName versions';
comment on column provost.deployment_versions.deployment_id is 'The deployment.';
comment on column provost.deployment_versions.number is 'Counts the versions from 1.';
comment on column provost.deployment_versions.version is 'The version that its author gave it.';
comment on column provost.deployment_versions.content is
  'All that deploying decides, in the shape that `deploy` takes.';
comment on column provost.deployment_versions.git_commit is
  'The commit of the code that it was deployed from, if it is known.';
comment on column provost.deployment_versions.created_by is 'Who deployed it.';
comment on column provost.deployment_versions.restores is
  'The number of the version that it went back to, if it did.';
comment on column provost.deployment_versions.created is 'When it was deployed.';

comment on function provost.delete_deployment is
  'Deletes a deployment ("flow/deployment" or its id) with its schedules. Runs of it that wait are '
  'cancelled; history stays.';
comment on function provost.deploy is
  'Creates a deployment or brings it up to date, with its flow and its schedules: {"name", "flow": '
  '{"name"}, "parameters", "parameter_openapi_schema", "schedules": […], "work_pool_name", …}.';
comment on function provost.rollback_deployment is
  'Makes a deployment what it was in an earlier `version`: its number, or its author''s word for it; '
  'by default the one before the newest. History stays, and so does whether it is paused.';
comment on function provost.deployments_status is
  '`READY`: a live worker takes its runs, or `NOT_READY`.';
comment on function provost.deployments_last_polled is
  'When a worker that takes its runs was last heard of.';
comment on function provost.set_deployment_paused is
  'Pauses the schedules of a deployment ("flow/deployment"), or lets them go on.';
