-- has an index for every foreign key, which a delete of the other row reads
-- offence: alter table provost.flows add parent_id uuid references provost.flows;
select k.conrelid::regclass || '.' || k.conname as name, pg_get_constraintdef(k.oid) as detail
from pg_constraint k
where k.contype = 'f' and k.connamespace in ('provost'::regnamespace, 'provost_private'::regnamespace)
  and not exists (
    select from pg_index i
    where i.indrelid = k.conrelid and i.indpred is null
      and (i.indkey::smallint[])[0:cardinality(k.conkey) - 1] @> k.conkey);
