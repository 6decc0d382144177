-- How many of these runs would be created: those without an idempotency key, and one for each key
-- that has none yet.
create or replace function provost_private.count_new_keys(p_deployment_id uuid, p_runs jsonb)
returns bigint
language sql stable set search_path = ''
begin atomic
  select count(*) filter (where r.run ->> 'idempotency_key' is null)
    + count(distinct r.run ->> 'idempotency_key') filter (where i.key is null)
  from jsonb_array_elements(p_runs) as r (run)
  left join provost_private.idempotency_keys i
    on i.deployment_id = p_deployment_id and i.key = r.run ->> 'idempotency_key';
end;
