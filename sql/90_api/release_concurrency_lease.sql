-- Gives the slots of a lease back. Answers whether there were any; one that has expired is gone.
create or replace function provost.release_concurrency_lease(lease_id uuid) returns boolean
language sql volatile security definer
begin atomic
  select provost_private.free_slots(array[release_concurrency_lease.lease_id]) > 0;
end;
