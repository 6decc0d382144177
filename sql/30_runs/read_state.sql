-- Reads a proposed state from JSON: {"type", "name"?, "message"?, "state_details"?}, where
-- state_details may hold scheduled_time, pause_key, pause_timeout, transition_id …
-- A state as it was answered may come back, with its timestamp, which says nothing here.
create or replace function provost_private.read_state(p_state jsonb)
returns provost_private.flow_run_change
language plpgsql stable set search_path = ''
as $$
declare
  v_type text := upper((p_state ->> 'type') collate "C");
  v_change provost_private.flow_run_change;
  v_instants jsonb;
begin
  if pg_column_size(p_state) > 1500000 then
    perform provost_private.fail_with('VOSIZ',
      format('The state takes %s bytes; at most 1500000 are allowed.', pg_column_size(p_state)),
      null, 'Store the data elsewhere and put a reference to it into the state.');
  end if;
  if v_type = any (enum_range(null::provost.state_type)::text[]) is not true
  then
    perform provost_private.fail_with('VOARG',
      format('Expected a state such as {"type": "CANCELLING"}, got %s.',
        coalesce(left(p_state::text, 200), 'null')),
      format('Types: %s.', array_to_string(enum_range(null::provost.state_type)::text[], ', ')),
      'Give "type", and "name", "message" or "state_details" if you like.');
  end if;
  perform provost_private.refuse_unknown_members('state', p_state, array[
    'type', 'name', 'message', 'state_details', 'data', 'timestamp', 'id']);
  if jsonb_typeof(coalesce(nullif(p_state -> 'state_details', 'null'), '{}')) <> 'object' then
    perform provost_private.fail_with('VOARG',
      format('Expected state_details as an object, got %s.',
        left((p_state -> 'state_details')::text, 80)),
      null, 'Write them like {"scheduled_time": "2026-01-31T02:00:00Z"}.');
  end if;
  v_change.ord := 1;
  v_change.takes_away := false;
  v_change.type := v_type::provost.state_type;
  v_change.name := p_state ->> 'name';
  v_change.message := p_state ->> 'message';
  v_change.details := nullif(p_state -> 'state_details', 'null');
  v_change.scheduled_time := (v_change.details ->> 'scheduled_time')::timestamptz;
  if (v_change.scheduled_time between '0001-01-01 00:00+00' and '9999-12-31 00:00+00') is false then
    perform provost_private.fail_with('VOARG',
      format('Expected a scheduled_time in the years 1 to 9999, got %s.', v_change.scheduled_time),
      null, 'Write scheduled_time like "2026-01-31T02:00:00Z".');
  end if;
  perform (v_change.details ->> 'pause_reschedule')::boolean,
    (v_change.details ->> 'retriable')::boolean,
    (v_change.details ->> 'refresh_cache')::boolean, (v_change.details ->> 'deferred')::boolean;
  -- Others read them again, whose time zone and order of day and month are not the caller's, and
  -- for whom it is no longer "now".
  select jsonb_object_agg(d.key, d.value::timestamptz) into v_instants
  from jsonb_each_text(v_change.details) as d (key, value)
  where d.key in ('scheduled_time', 'pause_timeout', 'cache_expiration') and d.value is not null;
  v_change.details := v_change.details || coalesce(v_instants, '{}');
  v_change.result := nullif(p_state -> 'data', 'null');
  return v_change;
exception
  when data_exception then
    perform provost_private.fail_with('VOARG',
      format('Expected other state_details, got %s.',
        left((p_state -> 'state_details')::text, 200)),
      sqlerrm,
      'scheduled_time, pause_timeout and cache_expiration are instants such as '
        || '"2026-01-31T02:00:00Z"; pause_reschedule, retriable, refresh_cache and deferred are '
        || 'true or false.');
end
$$;
