-- Takes the slots of a concurrency limit from all who hold them, flow runs too, which go on
-- without, and answers how many slots that were. For an operator who knows better.
create or replace function provost.reset_concurrency_limit(name text) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_limit provost.concurrency_limits;
  v_freed integer;
begin
  v_limit := provost_private.find_concurrency_limit(reset_concurrency_limit.name);
  update provost.concurrency_limits l
  set decaying_count = 0, denied_count = 0, counted = provost_private.clock_now()
  where l.id = v_limit.id;
  with gone as (
    delete from provost_private.slots s where s.limit_id = v_limit.id and s.granted is not null
    returning s.slots
  )
  select coalesce(sum(g.slots), 0) into v_freed from gone g;
  return v_freed;
end
$$;
