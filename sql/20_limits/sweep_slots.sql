-- Removes leases that nobody has renewed, up to 500 a call, so that those who wait are served.
-- Any process calls it, once a second.
create or replace function provost_private.sweep_slots() returns integer
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_limits uuid[] := array(
    select distinct e.limit_id
    from (
      select s.limit_id from provost_private.slots s
      where s.expires is not null and s.expires <= v_now limit 500
    ) e);
  v_swept integer;
begin
  if v_limits = '{}' then
    return 0;
  end if;
  perform provost_private.lock_limits(v_limits);
  delete from provost_private.slots s
  where s.ctid = any (array(
    select e.ctid from provost_private.slots e
    where e.expires is not null and e.expires <= v_now and e.limit_id = any (v_limits)
    limit 500 for update skip locked));
  get diagnostics v_swept = row_count;
  return v_swept;
end
$$;
