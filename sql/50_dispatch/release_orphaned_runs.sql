-- Gives the runs of dead workers to others, up to 500 a call; one that somebody has locked, or
-- whose fence a frozen transaction holds, is left for the next second. Answers how many were
-- released.
create or replace function provost_private.release_orphaned_runs() returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_ids uuid[];
  v_epochs integer[];
begin
  select array_agg(o.id), array_agg(o.epoch) into v_ids, v_epochs
  from (
    select f.id, a.epoch
    from provost_private.active_runs a join provost.flow_runs f on f.id = a.flow_run_id
    where exists (
      select from provost.workers w where w.id = a.worker_id and w.status = 'OFFLINE')
    limit 500 for update of f, a skip locked
  ) o;
  if v_ids is null then
    return 0;
  end if;
  return provost_private.release_flow_runs(v_ids, v_epochs, 'Its worker stopped responding.', true);
end
$$;
