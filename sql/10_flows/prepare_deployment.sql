-- Before a deployment is stored, whoever writes it: a schema that could not be enforced is refused
-- here, not at the first insert of a run; what its workers do first is checked and in one spelling.
create or replace function provost_private.prepare_deployment() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT'
    or new.parameter_openapi_schema is distinct from old.parameter_openapi_schema
  then
    if new.parameter_openapi_schema is not null then
      perform provost_private.check_parameter_schema(new.parameter_openapi_schema);
    end if;
    new.parameter_check := provost_private.compile_parameter_check(new.parameter_openapi_schema);
  end if;
  if tg_op = 'INSERT' or new.pull_steps is distinct from old.pull_steps then
    new.pull_steps := provost_private.read_pull_steps(new.pull_steps);
  end if;
  if tg_op = 'INSERT' or new.fairness_key is distinct from old.fairness_key then
    perform provost_private.check_fairness_template(new.fairness_key);
  end if;
  return new;
end
$$;
