-- Before a deployment is stored, whoever writes it: a schema that could not be enforced is refused
-- here, not at the first insert of a run; what its workers do first is checked and in one spelling.
-- Its full name tells those of its flow and its own, whatever is written there.
create or replace function provost_private.prepare_deployment() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if new.kind = 'flow' and (tg_op = 'INSERT' or (new.name, new.full_name, new.flow_id)
    is distinct from (old.name, old.full_name, old.flow_id))
  then
    select f.name || '/' || new.name into new.full_name
    from provost.flows f where f.id = new.flow_id;
  end if;
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
