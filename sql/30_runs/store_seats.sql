-- Gives the runs that are accepted the slots that seat_flow_runs has found for them. A slot that a
-- run has until it starts can be lost, afterwards it goes with the run.
create or replace function provost_private.store_seats(
  p_seats provost_private.flow_run_seat[], p_answers provost_private.flow_run_answer[],
  p_now timestamptz
) returns void
language sql volatile
begin atomic
  insert into provost_private.slots (
    limit_id, lease_id, slots, ticket, flow_run_id, epoch, requested, granted, expires)
  select e.limit_id, e.lease_id, 1, nextval('provost_private.slot_tickets'), e.flow_run_id,
    a.epoch, p_now, p_now,
    case when a.state_type = 'PENDING' then p_now + make_interval(secs => e.grace_seconds) end
  from unnest(p_seats) e join unnest(p_answers) a on a.flow_run_id = e.flow_run_id
  where e.limit_id is not null and a.rule is null
  on conflict (limit_id, lease_id) do update
  set epoch = excluded.epoch, expires = excluded.expires;
end;
