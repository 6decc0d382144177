-- Wakes whoever follows one of these flow runs live, after a change of its task runs.
create or replace function provost_private.tell_about_task_runs(p_flow_run_ids uuid[])
returns void
language plpgsql volatile set search_path = ''
as $$
begin
  perform provost_private.ring_doorbell('provost_flow_run', w.flow_run_id::text)
  from provost_private.watched_runs w
  where w.watched_until > provost_private.clock_now() and w.flow_run_id = any (p_flow_run_ids);
end
$$;
