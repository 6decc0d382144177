-- Says that no pool has this name, which there are, and what to do.
create or replace function provost_private.refuse_work_pool(
  p_name text, p_hint text default 'Name one that exists, or create it.'
) returns void
language plpgsql volatile set search_path = ''
as $$
begin
  perform provost_private.fail_with('VOPOL', format('No work pool is named %L.', p_name),
    (select format('Work pools: %s.', string_agg(n.name, ', '))
      from (select p.name from provost.work_pools p order by p.name limit 20) n),
    p_hint);
end
$$;
