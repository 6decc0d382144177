-- What a bulk operation answers for one batch, from what became of each run: a null reason means
-- that it was changed. `next` is where the next batch begins, or null when nothing is left.
create or replace function provost_private.batch_answer(
  p_ids uuid[], p_reasons text[], p_batch_size integer
) returns jsonb
language sql immutable
begin atomic
  select jsonb_build_object(
    'dry_run', false, 'matched', cardinality(p_ids),
    'changed', cardinality(array_positions(p_reasons, null)),
    'refused', cardinality(p_reasons) - cardinality(array_positions(p_reasons, null)),
    'reasons', coalesce((
      select jsonb_object_agg(said.reason, said.runs)
      from (
        select x.reason, count(*) as runs from unnest(p_reasons) as x (reason)
        where x.reason is not null group by x.reason
      ) said), '{}'),
    'next', case when cardinality(p_ids) >= p_batch_size then p_ids[cardinality(p_ids)] end);
end;
