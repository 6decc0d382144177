-- Answers whoever waits for one of these runs, of which some may have ended. Called after every
-- change of state: while nobody waits for any run, it looks at one empty index and is done.
create or replace function provost_private.answer_ended_runs(p_flow_run_ids uuid[]) returns void
language plpgsql volatile security definer set search_path = ''
set enable_seqscan = off set jit = off
as $$
declare
  v_answers jsonb;
begin
  select jsonb_agg(jsonb_build_object(
    'flow_run_id', w.flow_run_id, 'key', w.key, 'value', provost_private.flow_run_end(r)))
  into v_answers
  from provost.flow_run_waits w join provost.flow_runs r on r.id = w.awaited_flow_run_id
  where w.awaited_flow_run_id = any (p_flow_run_ids) and w.awaited_flow_run_id is not null
    and w.outcome is null and provost_private.is_terminal(r.state_type);
  if v_answers is not null then
    perform provost_private.answer_waits(v_answers);
  end if;
end
$$;
