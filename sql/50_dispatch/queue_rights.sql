-- Workers take hints from graphile-worker's queue, and give them back: whoever is a provost_worker
-- may, and needs to own nothing. graphile-worker lets nobody but the owner see the rows.
grant usage on schema graphile_worker to provost_worker;
grant select on graphile_worker.migrations to provost_worker;
grant select, insert, update, delete on graphile_worker._private_jobs,
  graphile_worker._private_job_queues, graphile_worker._private_tasks,
  graphile_worker._private_known_crontabs to provost_worker;

do $$
begin
  if not exists (
    select from pg_catalog.pg_policies p
    where p.schemaname = 'graphile_worker' and p.policyname = 'provost_worker')
  then
    create policy provost_worker on graphile_worker._private_jobs
      to provost_worker using (true) with check (true);
    create policy provost_worker on graphile_worker._private_job_queues
      to provost_worker using (true) with check (true);
    create policy provost_worker on graphile_worker._private_tasks
      to provost_worker using (true) with check (true);
    create policy provost_worker on graphile_worker._private_known_crontabs
      to provost_worker using (true) with check (true);
  end if;
end
$$;
