-- Keeps slots for another lease duration, and answers until when. Refuses a lease that is gone
-- with VONFD: its slots may be somebody else's.
create or replace function provost.renew_concurrency_lease(
  lease_id uuid, lease_duration_seconds double precision default null
) returns timestamptz
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_until timestamptz;
begin
  if lease_duration_seconds is not null then
    perform provost_private.check_slot_arguments('{}', 1, 'concurrency', lease_duration_seconds);
    update provost_private.slots s
    set lease_seconds = renew_concurrency_lease.lease_duration_seconds
    where s.lease_id = renew_concurrency_lease.lease_id and s.granted is not null
      and s.lease_seconds is not null;
  end if;
  perform provost_private.renew_slots(array[renew_concurrency_lease.lease_id]);
  select min(w.expires) into v_until
  from provost_private.lease_of(renew_concurrency_lease.lease_id) w
  where w.expires > provost_private.clock_now();
  if v_until is null then
    perform provost_private.fail_with('VONFD',
      format('The lease %s has expired, or never was.', coalesce(lease_id::text, 'null')), null,
      'Stop the work that it was for, and take slots anew.');
  end if;
  return v_until;
end
$$;
