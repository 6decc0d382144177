-- The changes that no answer is for.
create or replace function provost_private.unanswered_changes(
  p_changes provost_private.flow_run_change[], p_answers provost_private.flow_run_answer[]
) returns provost_private.flow_run_change[]
language plpgsql immutable set search_path = ''
as $$
begin
  if p_answers is null then
    return p_changes;
  end if;
  return array(
    select c from unnest(p_changes) c
    where not exists (
      select from unnest(p_answers) a where a.flow_run_id = c.flow_run_id));
end
$$;
