-- names every constraint as a sentence, save for primary keys
-- offence: alter table provost.flows add check (name <> 'x');
select k.conrelid::regclass || '.' || k.conname as name, pg_get_constraintdef(k.oid) as detail
from pg_constraint k
where k.connamespace in ('provost'::regnamespace, 'provost_private'::regnamespace)
  and k.contype not in ('p', 'n') and k.conname ~ '_(check|key|fkey|excl)\d*$';
