-- Makes a deployment ("flow/deployment", or its id) what it was in an earlier version, named by its
-- number or by its author's word for it; by default the one before the newest. It becomes a new
-- version: history stays, and whether the deployment and its schedules are paused, too.
create or replace function provost.rollback_deployment(
  deployment text, version text default null
) returns provost.deployments
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_deployment provost.deployments := provost_private.named_deployment(deployment);
  v_version provost.deployment_versions;
begin
  select v.* into v_version from provost.deployment_versions v
  where v.deployment_id = v_deployment.id
    and case when rollback_deployment.version is null
      then v.number < (
        select max(n.number) from provost.deployment_versions n
        where n.deployment_id = v_deployment.id)
      else rollback_deployment.version in (v.number::text, v.version) end
  order by v.number::text is not distinct from rollback_deployment.version desc, v.number desc
  limit 1;
  if v_version.number is null then
    perform provost_private.fail_with('VONFD',
      format('Deployment %L has no %s.', v_deployment.full_name,
        coalesce('version ' || rollback_deployment.version, 'earlier version')), null,
      'List its versions: provost deployment versions NAME.');
  end if;

  perform provost_private.save_deployment(
    v_version.content || jsonb_strip_nulls(jsonb_build_object(
      'name', v_deployment.name, 'restores', v_version.number,
      'git_commit', v_version.git_commit,
      'concurrency_options', case when v_version.content ? 'concurrency_limit'
        then jsonb_build_object('collision_strategy', v_version.content -> 'collision_strategy',
          'grace_period_seconds', v_version.content -> 'grace_period_seconds') end,
      'flow', (
        select jsonb_build_object(
          'name', f.name, 'description', f.description, 'version', f.version, 'tags', f.tags)
        from provost.flows f where f.id = v_deployment.flow_id))));
  select d.* into v_deployment from provost.deployments d where d.id = v_deployment.id;
  return v_deployment;
end
$$;
