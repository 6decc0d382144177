-- Records task runs within the transaction that their code has worked in, just before it commits:
-- the work and its result are stored together, or neither is. From here on the transaction holds
-- the fence, so it must not linger: a process that is frozen now is cut off before the reaper
-- gives up waiting.
create or replace function provost_private.record_in_transaction(p_records jsonb)
returns setof provost_private.task_run_answer
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform set_config('idle_in_transaction_session_timeout', '4000', true),
    set_config('lock_timeout', '10000', true);
  return query select * from provost_private.record_task_runs(p_records);
end
$$;
