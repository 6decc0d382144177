-- The records that no answer is for; null when there are none.
create or replace function provost_private.unanswered_records(
  p_records jsonb, p_answers provost_private.task_run_answer[]
) returns jsonb
language plpgsql immutable set search_path = ''
as $$
begin
  if jsonb_array_length(p_records) = coalesce(cardinality(p_answers), 0) then
    return null;
  end if;
  return (
    select jsonb_agg(r.value)
    from jsonb_array_elements(p_records) r
    where not exists (
      select from unnest(p_answers) a where a.ord = (r.value ->> 'ord')::integer));
end
$$;
