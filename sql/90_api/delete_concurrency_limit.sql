-- Deletes a concurrency limit with all its slots, and answers what it was. Who waited for it alone
-- goes on without it; who holds its slots is left alone.
create or replace function provost.delete_concurrency_limit(name text)
returns provost.concurrency_limits
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_limit provost.concurrency_limits;
begin
  perform provost_private.refuse_limit_of_deployment(delete_concurrency_limit.name);
  v_limit := provost_private.find_concurrency_limit(delete_concurrency_limit.name);
  delete from provost.concurrency_limits l where l.id = v_limit.id;
  return v_limit;
end
$$;
