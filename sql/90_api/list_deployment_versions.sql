-- The versions of a deployment, newest first, each with the fields that it changed. For people to
-- read: the CLI calls it. Takes no locks.
create or replace function provost_private.list_deployment_versions(
  p_deployment text, p_limit integer default 50
) returns table (
  number integer, version text, git_commit text, created_by text, restores integer,
  created timestamptz, changes text[], content jsonb
)
language sql stable security definer
begin atomic
  select v.number, v.version, v.git_commit, v.created_by, v.restores, v.created,
    array(
      select coalesce(w.key, b.key)
      from jsonb_each(earlier.content) as w (key, value)
      full join jsonb_each(v.content) as b (key, value) on b.key = w.key
      where earlier.content is not null and w.value is distinct from b.value
      order by 1),
    v.content
  from provost_private.named_deployment(p_deployment) d
  join provost.deployment_versions v on v.deployment_id = d.id
  left join provost.deployment_versions earlier
    on earlier.deployment_id = v.deployment_id and earlier.number = v.number - 1
  order by v.number desc limit p_limit;
end;
