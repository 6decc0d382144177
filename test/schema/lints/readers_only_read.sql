-- lets provost_viewer and provost_operator write no table, except that the latter inserts runs
-- offence: grant insert (name) on provost.flows to provost_operator;
select format('%s by %s', r.identity, o.role) as name, p.privilege as detail
from own_relations r
cross join unnest(array['provost_viewer', 'provost_operator']) as o (role)
cross join unnest(array['insert', 'update', 'delete', 'truncate', 'trigger']) as p (privilege)
where has_table_privilege(o.role, r.oid, p.privilege)
  or (p.privilege in ('insert', 'update')
    and (o.role, r.identity, p.privilege) <> ('provost_operator', 'provost.flow_runs', 'insert')
    and has_any_column_privilege(o.role, r.oid, p.privilege));
