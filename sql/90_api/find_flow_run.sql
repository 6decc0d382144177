-- The id of a flow run from its whole id or from the first digits of it, as many as tell it
-- apart. Refuses with VONFD or, when several runs begin so, with VOARG. One range of the
-- primary key; takes no locks.
create or replace function provost_private.find_flow_run(p_id text) returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_digits text := lower(replace(p_id, '-', ''));
  v_found uuid[];
begin
  if coalesce(v_digits !~ '^[0-9a-f]{6,32}$', true) then
    perform provost_private.fail_with('VOARG',
      format('Expected the id of a flow run, or at least its first 6 digits, got %L.', p_id),
      null, 'List the runs with their ids: provost flow-run ls.');
  end if;

  v_found := array(
    select r.id from provost.flow_runs r
    where r.id between rpad(v_digits, 32, '0')::uuid and rpad(v_digits, 32, 'f')::uuid
    order by r.id desc limit 3);
  if cardinality(v_found) = 0 then
    perform provost_private.fail_with('VONFD', format('No flow run has the id %s.', p_id), null,
      'List the runs with their ids: provost flow-run ls.');
  end if;
  if cardinality(v_found) > 1 then
    perform provost_private.fail_with('VOARG',
      format('Several flow runs have an id that begins with %s.', p_id),
      format('Among them: %s.', array_to_string(v_found, ', ')), 'Give more digits of the id.');
  end if;
  return v_found[1];
end
$$;
