-- After a change that may let runs start: a pool or queue goes on, or has another limit.
create or replace function provost_private.wake_dispatchers() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform provost_private.ring_doorbell('provost_doorbell');
  return null;
end
$$;
