-- A row as it is before anything has happened to the run, whatever was inserted.
create or replace function provost_private.newborn_flow_run(
  p_run provost.flow_runs, p_type provost.state_type
) returns provost.flow_runs
language plpgsql volatile set search_path = ''
as $$
begin
  p_run.state_type := p_type;
  p_run.state_name := provost_private.default_state_name(p_type);
  p_run.state_message := null;
  p_run.state_details := null;
  p_run.state_count := 1;
  p_run.epoch := 0;
  p_run.run_count := 0;
  p_run.crash_count := 0;
  p_run.resuming := false;
  p_run.pause_keys := null;
  p_run.next_scheduled_start_time :=
    case when p_type = 'SCHEDULED' then p_run.expected_start_time end;
  p_run.start_time := null;
  p_run.end_time := null;
  p_run.total_run_time := '0';
  p_run.result := null;
  p_run.result_meta := null;
  p_run.error := null;
  return p_run;
end
$$;
