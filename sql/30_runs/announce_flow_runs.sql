-- After an insert statement: rings the doorbell if a dispatcher has said that it sleeps. In a busy
-- system nobody sleeps, so enqueueing pays for no NOTIFY; a lost bell costs one poll.
create or replace function provost_private.announce_flow_runs() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if provost_private.asleep_until() > provost_private.clock_now() then
    perform provost_private.ring_doorbell('provost_doorbell');
  end if;
  return null;
end
$$;
