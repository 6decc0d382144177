-- Whether a record may change a task run that has completed: it takes the next step of rolling it
-- back, or the task runs again, because it was rolled back or its result is not stored anywhere.
create or replace function provost_private.undoes_completion(
  p_from_name text, p_result_meta jsonb, p_to_name text
) returns boolean
language sql immutable parallel safe
return case
  when p_to_name in ('RollingBack', 'RolledBack')
    then p_from_name is not null and p_from_name not in ('RolledBack', p_to_name)
  else p_from_name is not distinct from 'RolledBack'
    or coalesce(p_result_meta ->> 'storage' = 'none', false)
end;
