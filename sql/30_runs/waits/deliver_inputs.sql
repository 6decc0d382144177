-- Hands what was sent to a run to those of its waits that wait for it: each gets one, the oldest
-- wait the oldest input. The caller has locked the run.
create or replace function provost_private.deliver_inputs(p_flow_run_id uuid) returns void
language plpgsql volatile set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_answers jsonb;
begin
  with paired as (
    select w.key as wait_key, i.key as input_key
    from (
      select w.key, w.input_prefix,
        row_number() over (partition by w.input_prefix order by w.created, w.key) as place
      from provost.flow_run_waits w
      where w.flow_run_id = p_flow_run_id and w.kind = 'input' and w.outcome is null
        and (w.wake_time is null or w.wake_time > provost_private.clock_now())
    ) w
    join (
      select i.key, i.prefix, row_number() over (partition by i.prefix order by i.id) as place
      from provost.flow_run_inputs i
      where i.flow_run_id = p_flow_run_id and i.received_by is null
    ) i on i.prefix = w.input_prefix and i.place = w.place
  ),
  received as (
    update provost.flow_run_inputs i set received_by = p.wait_key
    from paired p where i.flow_run_id = p_flow_run_id and i.key = p.input_key
    returning i.*
  )
  select jsonb_agg(jsonb_build_object(
    'flow_run_id', p_flow_run_id, 'key', r.received_by, 'value', jsonb_build_object(
      'key', r.key, 'sender', r.sender, 'value', r.value, 'value_meta', r.value_meta)))
  into v_answers from received r;
  if v_answers is not null then
    perform provost_private.answer_waits(v_answers);
  end if;
end
$$;
