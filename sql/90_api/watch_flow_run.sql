-- Asks for the bell `provost_flow_run` (payload: the run's id) to ring whenever this run
-- changes during the next minute; call it again to go on. Runs that nobody watches ring none.
create or replace function provost.watch_flow_run(flow_run_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if flow_run_id is null then
    perform provost_private.fail_with('VOARG', 'Expected the id of a flow run, got null.', null,
      'List the runs: select id, name from provost.flow_runs order by id desc limit 20.');
  end if;
  perform provost_private.watch_flow_runs(array[flow_run_id]);
end
$$;
