-- opens no table of provost_private to anybody but the engine
-- offence: grant select on provost_private.active_runs to provost_viewer;
select r.identity as name, a.grantee::regrole || ' may ' || lower(a.privilege_type) as detail
from own_relations r, aclexplode(coalesce(r.acl, acldefault('r', r.owner))) a
where r.schema = 'provost_private'
  and a.grantee not in (r.owner, 'provost_engine'::regrole);
