-- The limit of this name, or of the deployment of this name, locked against whoever gives out or
-- frees its slots. Refuses an unknown name.
create or replace function provost_private.find_concurrency_limit(p_name text)
returns provost.concurrency_limits
language plpgsql volatile set search_path = ''
as $$
declare
  v_limit provost.concurrency_limits;
begin
  select l.* into v_limit from provost.concurrency_limits l
  where l.name = provost_private.limit_named(p_name)
  for no key update;
  if v_limit.id is null then
    perform provost_private.fail_with('VONFD',
      format('No concurrency limit is named %L.', p_name),
      coalesce((select 'Concurrency limits: ' || string_agg(n.name, ', ') || '.'
        from (
          select coalesce(d.full_name, l.name) as name
          from provost.concurrency_limits l
          left join provost.deployments d on d.id = l.deployment_id order by 1 limit 20) n),
        'There are no concurrency limits.'),
      'Name one that exists, or create it.');
  end if;
  return v_limit;
end
$$;
