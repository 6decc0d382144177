-- Refuses every write to states, and to the books that go with them, which does not come
-- through the state machine.
create or replace function provost_private.guard_states() returns trigger
language plpgsql volatile set search_path = ''
as $$
begin
  perform provost_private.fail_with('VOKEY',
    format('%s.%s is written by the state machine only.', tg_table_schema, tg_table_name),
    format('Role %s tried to %s it.', current_user, lower(tg_op)),
    'Call provost.set_flow_run_state(flow_run_id, state) to change a run.');
  return null;
end
$$;
