-- Keeps what a deployment is now as its newest version, unless it is what it was before. Called by
-- save_deployment, which holds the lock on its row, so that versions are counted without gaps.
create or replace function provost_private.keep_deployment_version(
  p_deployment_id uuid, p_deployment jsonb
) returns void
language sql volatile
begin atomic
  insert into provost.deployment_versions (
    deployment_id, number, version, content, git_commit, created_by, restores)
  select d.id, coalesce(last.number, 0) + 1, d.version, now.content,
    p_deployment ->> 'git_commit', coalesce(p_deployment ->> 'deployed_by', session_user),
    (p_deployment ->> 'restores')::integer
  from provost.deployments d
  cross join lateral (select provost_private.deployment_content(d.id) as content) now
  left join lateral (
    select v.number, v.content from provost.deployment_versions v
    where v.deployment_id = d.id order by v.number desc limit 1
  ) last on true
  where d.id = p_deployment_id and last.content is distinct from now.content;
end;
