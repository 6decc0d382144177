-- The name of a concurrency limit: a deployment's own one may be called as the deployment is, which
-- no other can be (a name has no slash).
create or replace function provost_private.limit_named(p_name text) returns text
language sql stable
begin atomic
  select coalesce((
    select l.name from provost.concurrency_limits l
    join provost.deployments d on d.id = l.deployment_id where d.full_name = p_name), p_name);
end;
