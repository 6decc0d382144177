-- Refuses a deployment, once it is stored, that pulls its code in a way in which its pool cannot
-- execute it. What comes from a git repository runs in a process of its own; within a worker, a
-- folder is where the file is looked for, and no more.
create or replace function provost_private.check_pulled_code(p_deployment_id uuid) returns void
language plpgsql stable set search_path = '' set standard_conforming_strings = on
as $$
declare
  v_deployment record;
begin
  select d.full_name, d.entrypoint, d.pull_steps @? '$[*].git_clone' as is_cloned,
    d.pull_steps @? '$[*].set_working_directory ? (@.copy == true)' as is_copied, p.name as pool,
    p.type
  into v_deployment
  from provost.deployments d
  left join provost.work_queues q on q.id = d.work_queue_id
  left join provost.work_pools p on p.id = q.work_pool_id
  where d.id = p_deployment_id and d.pull_steps is not null;
  if v_deployment.type = 'inline' and (v_deployment.is_cloned or v_deployment.is_copied) then
    perform provost_private.fail_with('VOARG',
      format('Deployment %L pulls its code, which only pools of type process do; its pool %L is '
        'of type inline.', v_deployment.full_name, v_deployment.pool), null,
      'Name another pool, or create one: provost work-pool create NAME --type process.');
  elsif v_deployment.is_cloned and v_deployment.entrypoint ~ '(^|/)\.\.(/|$)|^/|^[A-Za-z]:[\\/]'
  then
    perform provost_private.fail_with('VOARG',
      format('The entrypoint of deployment %L leads out of the repository that it is cloned from: '
        '%L.', v_deployment.full_name, v_deployment.entrypoint), null,
      'Write it relative to the folder that the pull steps end in, such as flows/etl.ts:etl.');
  end if;
end
$$;
