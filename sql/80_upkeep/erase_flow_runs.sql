-- Deletes flow runs that have ended with all that belongs to them: states, task runs, logs, waits,
-- inputs, idempotency keys. Answers the ids of those that are gone; one that has not ended, or has
-- started a run which has not, stays. Large results are forgotten within a day, once nobody refers
-- to them; see forget_stored_results. Child runs stay, as runs of their own. With
-- `p_leaves_history`, what is kept in periods stays until its period is dropped; see drop_history.
create or replace function provost_private.erase_flow_runs(
  p_ids uuid[], p_leaves_history boolean default false
) returns setof uuid
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_ids uuid[];
begin
  v_ids := array(
    select r.id from provost.flow_runs r
    where r.id = any (p_ids) and provost_private.is_terminal(r.state_type)
      and not exists (
        select from provost.flow_runs c
        where c.parent_flow_run_id = r.id
          and c.state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING'))
    order by r.id for update of r);

  delete from provost_private.idempotency_keys k
    using provost.flow_runs r
    where r.id = any (v_ids) and k.deployment_id = r.deployment_id and k.key = r.idempotency_key
      and k.flow_run_id = r.id;
  delete from provost.flow_runs r where r.id = any (v_ids);
  if not p_leaves_history then
    delete from provost_private.flow_run_states s where s.flow_run_id = any (v_ids);
    delete from provost_private.task_run_states s where s.flow_run_id = any (v_ids);
    delete from provost.task_runs t where t.flow_run_id = any (v_ids);
    delete from provost.logs l where l.flow_run_id = any (v_ids);
  end if;
  delete from provost.earlier_task_runs t where t.flow_run_id = any (v_ids);
  delete from provost.flow_run_waits w where w.flow_run_id = any (v_ids);
  delete from provost.flow_run_inputs i where i.flow_run_id = any (v_ids);
  delete from provost_private.watched_runs w where w.flow_run_id = any (v_ids);
  return query select unnest(v_ids);
end
$$;
