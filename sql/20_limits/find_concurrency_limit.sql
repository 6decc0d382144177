-- The limit of this name, locked against whoever gives out or frees its slots. Refuses an unknown
-- name, and that of a deployment's own limit, which is changed by way of the deployment.
create or replace function provost_private.find_concurrency_limit(p_name text)
returns provost.concurrency_limits
language plpgsql volatile set search_path = ''
as $$
declare
  v_limit provost.concurrency_limits;
begin
  select l.* into v_limit from provost.concurrency_limits l where l.name = p_name
  for no key update;
  if v_limit.id is null then
    perform provost_private.fail_with('VONFD',
      format('No concurrency limit is named %L.', p_name),
      coalesce((select format('Concurrency limits: %s.', string_agg(n.name, ', '))
        from (select l.name from provost.concurrency_limits l order by l.name limit 20) n),
        'There are no concurrency limits.'),
      'Name one that exists, or create it.');
  end if;
  return v_limit;
end
$$;
