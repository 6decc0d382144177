-- After an insert statement, once for all its rows: records their first states, and rings
-- the doorbell if a dispatcher has said that it sleeps. In a busy system nobody sleeps, so
-- enqueueing pays for no NOTIFY; a lost bell costs one poll.
create or replace function provost_private.announce_flow_runs() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into provost.flow_run_states (flow_run_id, seq, type, name, timestamp)
  select a.id, 1, a.state_type, a.state_name, a.state_timestamp from added a;

  if exists (select from added) and exists (
    select from provost_private.doorbell b where b.asleep_until > provost_private.clock_now()
  ) then
    perform provost_private.ring_doorbell('provost_doorbell');
  end if;
  return null;
end
$$;
alter function provost_private.announce_flow_runs owner to provost_engine;
