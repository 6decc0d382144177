-- What a worker calls to say which of its runs it executes alone from now on, if any; see
-- crashed_runs.
create or replace function provost_private.note_lone_run(p_worker_id uuid, p_flow_run_id uuid)
returns void
language sql volatile security definer
begin atomic
  update provost.workers w set lone_flow_run_id = p_flow_run_id where w.id = p_worker_id;
end;
