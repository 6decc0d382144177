-- A worker will take no more runs; those it has go on.
create or replace function provost_private.drain_worker(p_worker_id uuid) returns void
language sql volatile security definer
begin atomic
  update provost.workers w set status = 'DRAINING'
  where w.id = p_worker_id and w.status = 'ONLINE';
end;
