-- The recorded waits of a run, for the worker that goes on with it; null if there are none. `at`
-- puts their ends, and those of tasks, in the order in which the code that waited heard of them.
create or replace function provost_private.waits_of_run(p_flow_run_id uuid, p_now timestamptz)
returns jsonb
language sql stable set enable_seqscan = off set jit = off
return (
  select jsonb_agg(jsonb_build_object(
    'key', w.key, 'kind', w.kind, 'run_count', w.run_count, 'outcome', w.outcome,
    'input_hash', w.input_hash, 'delay_seconds', extract(epoch from w.wake_time - p_now),
    'value', w.value,
    'at', extract(epoch from case w.outcome when 'elapsed'
      then least(w.wake_time, w.answered_time) else w.answered_time end)))
  from provost.flow_run_waits w where w.flow_run_id = p_flow_run_id);
