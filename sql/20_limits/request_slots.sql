-- Requests for slots as processes send them, in JSON; see take_slots.
create or replace function provost_private.request_slots(p_requests jsonb)
returns setof provost_private.slot_answer
language sql volatile security definer
begin atomic
  select provost_private.take_slots(array(
    select r from jsonb_populate_recordset(null::provost_private.slot_request, p_requests) r));
end;
