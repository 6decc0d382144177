-- Says that a run has taken a stored result from the cache, so that it is kept for as long as this
-- run, which is newer than the one that computed it.
create or replace function provost_private.keep_result(p_key text, p_flow_run_id uuid)
returns void
language sql volatile security definer
begin atomic
  update provost_private.stored_results s set flow_run_id = p_flow_run_id where s.key = p_key;
end;
