-- The deployment that somebody means, by `flow/deployment` name, by id or by the first digits of it
-- (6 or more), as text. Refuses, with VODEP, one that does not exist, and with VOARG what begins
-- several ids.
create or replace function provost_private.named_deployment(p_deployment text)
returns provost.deployments
language plpgsql stable set search_path = ''
as $$
declare
  v_digits text := lower(replace(p_deployment, '-', ''));
  v_found uuid[];
begin
  -- A name has a slash.
  if v_digits ~ '^[0-9a-f]{6,32}$' then
    v_found := array(
      select d.id from provost.deployments d
      where d.id between rpad(v_digits, 32, '0')::uuid and rpad(v_digits, 32, 'f')::uuid
      order by d.id limit 3);
    if cardinality(v_found) > 1 then
      perform provost_private.fail_with('VOARG',
        format('Several deployments have an id that begins with %L.', p_deployment),
        format('Among them: %s.', array_to_string(v_found, ', ')), 'Give the whole id.');
    end if;
    if cardinality(v_found) = 1 then
      return provost_private.find_deployment(null, v_found[1]);
    end if;
  end if;
  return provost_private.find_deployment(p_deployment, null);
end
$$;
