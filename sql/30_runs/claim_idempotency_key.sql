-- True for the first use of a key in a deployment. A second use with the same input, as the
-- caller gave it, is false (the run exists already); with other input it is refused. A use
-- that is not yet committed is waited for, and taken over if it rolls back; a key whose run is
-- being erased is first again. Whoever is told that the run exists keeps it from being erased
-- until its own transaction ends.
create or replace function provost_private.claim_idempotency_key(
  p_deployment_id uuid, p_key text, p_flow_run_id uuid, p_input jsonb
) returns boolean
language plpgsql volatile set search_path = ''
as $$
declare
  v_hash uuid := md5(p_input::text)::uuid;
  v_found provost_private.idempotency_keys;
begin
  if length(p_key) not between 1 and 1000 then
    perform provost_private.fail_with('VOARG',
      format('Expected an idempotency key of 1 to 1000 characters, got %s.', length(p_key)),
      null, 'Use a short stable key such as "order-42".');
  end if;

  loop
    insert into provost_private.idempotency_keys (deployment_id, key, flow_run_id, input_hash)
    values (p_deployment_id, p_key, p_flow_run_id, v_hash)
    on conflict do nothing;
    if found then
      return true;
    end if;
    select k.* into v_found from provost_private.idempotency_keys k
    where k.deployment_id = p_deployment_id and k.key = p_key for key share;
    exit when found; -- else it was erased between the two statements
  end loop;
  if v_found.input_hash <> v_hash then
    perform provost_private.fail_with('VODUP',
      format('The idempotency key %L was used for flow run %s, with other parameters.',
        p_key, v_found.flow_run_id),
      format('Now got parameters %s.', left(p_input::text, 500)),
      'Use a new key for new input, or repeat the request exactly.');
  end if;
  return false;
end
$$;
