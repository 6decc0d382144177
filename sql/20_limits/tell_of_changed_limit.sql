-- When a limit is raised, switched off or taken away, by whatever statement: tells those who wait
-- for it, of whom the first that asks has all served who can be, and wakes a dispatcher for runs
-- that wait for a slot of their deployment.
create or replace function provost_private.tell_of_changed_limit() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform provost_private.ring_doorbell('provost_slots', w.lease_id::text)
  from (
    select s.lease_id from provost_private.slots s
    where s.limit_id = old.id and s.granted is null
    order by s.ticket limit case when tg_op = 'UPDATE' then 10 end
  ) w;
  perform provost_private.wake_for_slots(array[old.id]);
  return case when tg_op = 'UPDATE' then new else old end;
end
$$;
