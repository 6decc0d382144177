-- What a deployment says of its concurrency, as one object: {"limit", "collision_strategy",
-- "grace_period_seconds"}. It may write `concurrency_limit` as a number or as this object, and what
-- goes with it under `concurrency_options`. Null when it says nothing.
create or replace function provost_private.deployment_limit(p_deployment jsonb) returns jsonb
language sql immutable parallel safe
begin atomic
  select case when given.limit_of is not null or given.options is not null
    then coalesce(given.options, '{}') || case jsonb_typeof(given.limit_of)
      when 'object' then given.limit_of
      else coalesce(jsonb_build_object('limit', given.limit_of), '{}') end
  end
  from (
    select nullif(p_deployment -> 'concurrency_limit', 'null') as limit_of,
      nullif(p_deployment -> 'concurrency_options', 'null') as options
  ) given;
end;
