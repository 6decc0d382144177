-- lets provost_enqueuer insert flow runs, read a few of their columns, and nothing else
-- offence: grant update (parameters) on provost.flow_runs to provost_enqueuer;
select r.identity as name, p.privilege as detail
from own_relations r
cross join unnest(array[
  'select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as p (privilege)
where has_table_privilege('provost_enqueuer', r.oid, p.privilege)
  or (p.privilege in ('select', 'insert', 'update', 'references')
    and not (r.identity = 'provost.flow_runs' and p.privilege in ('select', 'insert'))
    and has_any_column_privilege('provost_enqueuer', r.oid, p.privilege));
