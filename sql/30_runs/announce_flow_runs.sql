-- After an insert statement, once for all its rows: records their first states, and rings
-- the doorbell if a dispatcher has said that it sleeps. In a busy system nobody sleeps, so
-- enqueueing pays for no NOTIFY; a lost bell costs one poll. Should nobody have made the period of
-- history that begins now, it is made here.
create or replace function provost_private.announce_flow_runs() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_sleeps boolean;
  v_lacks_period boolean;
begin
  select b.asleep_until > v_now, s.runs_until <= v_now into v_sleeps, v_lacks_period
  from provost_private.doorbell b, provost_private.history_state s;
  if v_lacks_period then
    perform provost_private.make_history_period('runs', v_now);
  end if;
  insert into provost.flow_run_states (flow_run_id, seq, type, name, timestamp)
  select a.id, 1, a.state_type, a.state_name, a.state_timestamp from added a;
  if found and v_sleeps then
    perform provost_private.ring_doorbell('provost_doorbell');
  end if;
  return null;
end
$$;
alter function provost_private.announce_flow_runs owner to provost_engine;
