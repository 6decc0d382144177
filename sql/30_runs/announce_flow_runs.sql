-- After an insert statement: rings the doorbell if a dispatcher has said that it sleeps. In a busy
-- system nobody sleeps, so enqueueing pays for no NOTIFY; a lost bell costs one poll. Should nobody
-- have made the period of history that begins now, it is made here.
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
  if v_sleeps then
    perform provost_private.ring_doorbell('provost_doorbell');
  end if;
  return null;
end
$$;
