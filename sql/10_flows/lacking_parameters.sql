-- The parameters that the runs of a schedule need and nobody gives, neither the schedule nor a
-- default of its deployment: none of its runs can be planned. Null: they lack nothing.
create or replace function provost_private.lacking_parameters(
  p_schedule provost.deployment_schedules
) returns text[]
language sql stable
begin atomic
  select array_agg(k.name order by k.place)
  from provost.deployments d
  cross join lateral jsonb_array_elements_text(d.parameter_openapi_schema -> 'required')
    with ordinality k (name, place)
  where d.id = p_schedule.deployment_id and d.enforce_parameter_schema
    and not (d.parameters || p_schedule.parameters) ? k.name;
end;
