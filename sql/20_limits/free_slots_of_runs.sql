-- A slot that a flow run holds or waits for goes with the row that says who holds the run: no end
-- of a run can forget it. (A trigger for each statement, where a foreign key that cascades would
-- cost one query for each of a thousand runs that hold nothing.)
create or replace function provost_private.free_slots_of_runs() returns trigger
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
begin
  if exists (select from provost_private.slots s where s.flow_run_id is not null) then
    perform provost_private.free_slots(array(
      select s.lease_id from provost_private.slots s
      where s.flow_run_id in (select r.flow_run_id from released r)));
  end if;
  return null;
end
$$;
