-- How runs of background tasks stand, and what came of those that are over: what somebody who
-- waits for them asks. No row for a run that does not exist. Takes no locks.
create or replace function provost_private.delayed_outcomes(p_ids uuid[])
returns table (
  flow_run_id uuid, name text, task_name text, state_type provost.state_type, state_name text,
  state_message text, is_finished boolean, result jsonb, result_meta jsonb, error jsonb
)
language sql stable security definer
begin atomic
  select r.id, r.name, f.name, r.state_type, r.state_name, r.state_message,
    provost_private.is_terminal(r.state_type), r.result, r.result_meta, r.error
  from unnest(p_ids) as i (id)
  join provost.flow_runs r on r.id = i.id
  left join provost.flows f on f.id = r.flow_id;
end;
