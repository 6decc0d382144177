-- grants nothing to everybody
-- offence: grant execute on function provost_private.beat to public;
select o.identity as name, string_agg(lower(a.privilege_type), ', ') as detail
from (
  select signature as identity, coalesce(acl, acldefault('f', owner)) as acl from own_functions
  union all
  select identity, coalesce(acl, acldefault('r', owner)) from own_relations
  union all
  select nspname, coalesce(nspacl, acldefault('n', nspowner)) from pg_namespace
  where nspname in ('provost', 'provost_private')
) o, aclexplode(o.acl) a
where a.grantee = 0 group by 1;
