-- The id of the flow run that somebody means: by its id, by the first digits of it (6 or
-- more), or by its name when it is among the newest 10,000. Refuses with VONFD, or with
-- VOARG when several fit. One range of the primary key; takes no locks.
create or replace function provost_private.find_flow_run(p_run text) returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_digits text := lower(replace(p_run, '-', ''));
  v_found uuid[] := '{}';
begin
  if v_digits ~ '^[0-9a-f]{6,32}$' then
    v_found := array(
      select r.id from provost.flow_runs r
      where r.id between rpad(v_digits, 32, '0')::uuid and rpad(v_digits, 32, 'f')::uuid
      order by r.id desc limit 3);
  end if;
  if cardinality(v_found) = 0 then
    v_found := array(
      select r.id
      from (select n.id, n.name from provost.flow_runs n order by n.id desc limit 10000) r
      where r.name = p_run limit 3);
  end if;

  if cardinality(v_found) = 0 then
    perform provost_private.fail_with('VONFD',
      format('No flow run has the id or the name %L.', p_run),
      case when v_digits ~ '^[0-9a-f]{1,5}$' then 'Of an id, six digits or more are needed.' end,
      'List the runs with their ids: provost flow-run ls.');
  elsif cardinality(v_found) > 1 then
    perform provost_private.fail_with('VOARG',
      format('Several flow runs are called %L or have an id that begins so.', p_run),
      format('Among them: %s.', array_to_string(v_found, ', ')), 'Give the whole id.');
  end if;
  return v_found[1];
end
$$;
