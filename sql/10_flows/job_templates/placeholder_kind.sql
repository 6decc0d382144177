-- What a placeholder stands for: a `value` of the job's variables, an `environment` variable of
-- the worker (`$HOME`), or a `variable` (`prefect.variables.x`) or `block`, which only Prefect has.
create or replace function provost_private.placeholder_kind(p_name text) returns text
language sql immutable parallel safe
return case
  when p_name like '$%' then 'environment'
  when p_name ~ '^(prefect|provost)\.variables\.' then 'variable'
  when p_name ~ '^(prefect|provost)\.blocks\.' then 'block'
  else 'value'
end;
