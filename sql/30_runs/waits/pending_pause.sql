-- The wait for people that a run has come to: the one that its state names, else the oldest.
create or replace function provost_private.pending_pause(p_flow_run provost.flow_runs)
returns provost.flow_run_waits
language sql stable set enable_seqscan = off set jit = off
begin atomic
  select w from provost.flow_run_waits w
  where w.flow_run_id = p_flow_run.id and w.outcome is null and w.kind in ('pause', 'suspend')
    and not provost_private.is_terminal(p_flow_run.state_type)
  order by w.key = p_flow_run.state_details ->> 'pause_key' desc nulls last, w.created, w.key
  limit 1;
end;
