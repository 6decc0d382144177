-- How often the workers of these runs have crashed in a row without their getting any further, this
-- time included if it is one, and which are given up. After the second crash, workers execute a run
-- in a process of its own, if its deployment tells where its code is, and say what became of that
-- process: a worker that dies all the same was ended by something else. Any other run they execute
-- alone for a while (workers.lone_flow_run_id): when the worker dies meanwhile, it was that run,
-- and nothing is charged to others that it holds, since none of them was under way. So a run is
-- given up at the third crash if it was alone then, by the word of the worker or because that held
-- nothing else; and at the tenth in any case.
create or replace function provost_private.crashed_runs(
  p_ids uuid[], p_epochs integer[], p_is_crash boolean
) returns table (
  flow_run_id uuid, worker_id uuid, crashes integer, is_isolated boolean, is_given_up boolean
)
language sql stable set enable_seqscan = off set jit = off
begin atomic
  select h.id, h.worker_id, h.crashes, h.is_isolated,
    h.crashes >= 10 or h.crashes >= 3 and not h.is_isolated and h.deployment_id is not null and (
      h.lone_id = h.id
      or h.lone_id is null and not exists (
        select from provost_private.active_runs a
        join provost.flow_runs o on o.id = a.flow_run_id
        where a.worker_id = h.worker_id and a.flow_run_id <> h.id and o.deployment_id is not null))
  from (
    select f.id, f.deployment_id, a.worker_id, w.lone_flow_run_id as lone_id,
      exists (
        select from provost.deployments d
        where d.id = f.deployment_id and d.entrypoint is not null) as is_isolated,
      case
        when not p_is_crash or w.lone_flow_run_id <> f.id then f.crash_count
        when provost_private.has_completed_a_task(f.id, f.epoch) then 1
        else f.crash_count + 1
      end as crashes
    from unnest(p_ids, p_epochs) as u (id, epoch)
    join provost.flow_runs f on f.id = u.id and f.epoch = u.epoch
    left join provost_private.active_runs a on a.flow_run_id = f.id
    left join provost.workers w on w.id = a.worker_id
    where provost_private.is_held(f.state_type)
  ) h;
end;
