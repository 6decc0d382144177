-- The run that was enqueued for a deployment under an idempotency key; no row when there is none.
-- For inserts that answer no row because their key was used before: see prepare_flow_run. It sees
-- what was committed while such an insert waited, which the statement around it does not.
create or replace function provost.flow_run_of_key(deployment text, idempotency_key text)
returns setof provost.flow_runs
language plpgsql volatile security definer rows 1 set search_path = ''
as $$
begin
  return query
  select r.*
  from provost.deployments d
  join provost_private.idempotency_keys k on k.deployment_id = d.id
  join provost.flow_runs r on r.id = k.flow_run_id
  where d.full_name = flow_run_of_key.deployment and k.key = flow_run_of_key.idempotency_key;
end
$$;
