-- gives provost_worker no right on any table
-- offence: grant update (epoch) on provost.flow_runs to provost_worker;
select r.identity as name, p.privilege as detail
from own_relations r
cross join unnest(array[
  'select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as p (privilege)
where has_table_privilege('provost_worker', r.oid, p.privilege)
  or (p.privilege in ('select', 'insert', 'update', 'references')
    and has_any_column_privilege('provost_worker', r.oid, p.privilege));
