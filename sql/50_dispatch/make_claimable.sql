-- Prepares a child run for being continued by its caller: it is taken from a worker that has
-- died, and tried again when it has ended without completing, with `p_retries` before it as a
-- new run has them (null: whoever executes it fills them in). Nothing else is changed.
-- Locks the run.
create or replace function provost_private.make_claimable(p_flow_run_id uuid, p_retries integer)
returns void
language plpgsql volatile set search_path = ''
as $$
declare
  v_run record;
begin
  select r.state_type, r.epoch, w.status as worker_status into v_run
  from provost.flow_runs r
  left join provost_private.active_runs a on a.flow_run_id = r.id
  left join provost.workers w on w.id = a.worker_id
  where r.id = p_flow_run_id for update of r;
  if v_run.worker_status = 'OFFLINE' then
    perform provost_private.release_flow_runs(
      array[p_flow_run_id], array[v_run.epoch], 'Its worker stopped responding.', true);
  elsif v_run.state_type in ('FAILED', 'CANCELLED', 'CRASHED') then
    update provost.flow_runs r set retries = r.run_count + p_retries where r.id = p_flow_run_id;
    perform provost_private.change_flow_run_states(array[provost_private.proposed_change(
      1, p_flow_run_id, 'SCHEDULED', p_name => 'AwaitingRetry', p_force => true,
      p_message => 'Its caller calls it again.')]);
  end if;
end
$$;
