-- Names everything that holds a run back now, and what would free it. When nothing does, it says
-- how many runs go before it.
create or replace function provost.why_waiting(flow_run_id uuid) returns setof provost.gate
language plpgsql stable security definer set search_path = '' set enable_seqscan = off set jit = off
as $$
declare
  v_now timestamptz := provost_private.clock_now();
  v_run provost.flow_runs;
  v_gates provost.gate[];
  v_before integer;
begin
  select r.* into v_run from provost.flow_runs r where r.id = why_waiting.flow_run_id;
  if v_run.id is null then
    perform provost_private.fail_with('VONFD',
      format('No flow run has the id %s.', why_waiting.flow_run_id), null,
      'Look for it with `provost flow-run ls`.');
  end if;
  v_gates := array(select g from provost_private.gates_of_schedule(v_run) g)
    || array(select g from provost_private.gates_of_limits(v_run, v_now) g);
  v_gates := array(select g from provost_private.gates_of_state(v_run, v_now) g
      where g.gate <> 'state' or v_gates = '{}')
    || array(select g from provost_private.gates_of_place(v_run) g) || v_gates;
  if v_gates = '{}' then
    v_before := provost_private.runs_before(v_run, v_now, 1000);
    v_gates := array[('turn',
      case v_before when 0 then 'The run is due, and next.'
        when 1000 then 'The run is due; 1000 runs or more go before it.'
        else format('The run is due; %s go before it.', v_before) end,
      null, null, 'A worker takes it when its turn comes.')::provost.gate];
  end if;
  return query select * from unnest(v_gates);
end
$$;
