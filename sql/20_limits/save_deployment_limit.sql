-- After the limit of a deployment is set, changed or taken away: so is the row under which its
-- slots are given out.
create or replace function provost_private.save_deployment_limit() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if new.concurrency_limit is null then
    delete from provost.concurrency_limits l where l.deployment_id = new.id;
  else
    insert into provost.concurrency_limits as l (name, "limit", deployment_id)
    values ('deployment:' || new.id, new.concurrency_limit, new.id)
    on conflict (deployment_id) do update
      set "limit" = excluded."limit", updated = provost_private.clock_now();
  end if;
  return null;
end
$$;
