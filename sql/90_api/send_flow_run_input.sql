-- Sends something to a run, whose code receives it under the same `prefix`, in the order in which
-- it was sent. The same `key` is sent once. Answers the key. A run that has ended receives nothing.
create or replace function provost.send_flow_run_input(
  flow_run_id uuid, value jsonb, prefix text default '', sender text default null,
  key text default null, value_meta jsonb default null
) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_run provost.flow_runs := provost_private.lock_flow_run(send_flow_run_input.flow_run_id);
  v_id uuid := provost_private.new_id();
  v_key text := coalesce(send_flow_run_input.key, v_id::text);
begin
  perform provost_private.check_name_length('a key', send_flow_run_input.key),
    provost_private.check_name_length('a prefix', send_flow_run_input.prefix),
    provost_private.check_name_length('a sender', send_flow_run_input.sender);
  if pg_column_size(send_flow_run_input.value) > 524288 then
    perform provost_private.fail_with('VOSIZ',
      format('The input takes %s bytes; at most 524288 are allowed.',
        pg_column_size(send_flow_run_input.value)), null,
      'Store the data elsewhere and send a reference to it.');
  end if;
  if provost_private.is_terminal(v_run.state_type) and not exists (
    select from provost.flow_run_inputs i where i.flow_run_id = v_run.id and i.key = v_key)
  then
    perform provost_private.fail_with('VOARG',
      format('Flow run %L has ended (%s): nothing in it would receive the input.',
        v_run.name, v_run.state_name), null,
      'Send it to a run that goes on; one that failed can be retried first.');
  end if;
  insert into provost.flow_run_inputs (
    flow_run_id, key, id, prefix, sender, value, value_meta)
  values (
    v_run.id, v_key, v_id, coalesce(prefix, ''), sender,
    coalesce(send_flow_run_input.value, 'null'), send_flow_run_input.value_meta)
  on conflict on constraint flow_run_inputs_pkey do nothing;
  perform provost_private.deliver_inputs(v_run.id);
  return v_key;
end
$$;
