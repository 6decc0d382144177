-- Reads a run and locks it, so that what is decided about it holds; VONFD if there is none.
create or replace function provost_private.lock_flow_run(p_flow_run_id uuid)
returns provost.flow_runs
language plpgsql volatile set search_path = ''
as $$
declare
  v_run provost.flow_runs;
begin
  select r.* into v_run from provost.flow_runs r where r.id = p_flow_run_id for no key update;
  if v_run.id is null then
    perform provost_private.fail_with('VONFD',
      format('No flow run has the id %s.', coalesce(p_flow_run_id::text, 'null')), null,
      'List the runs: select id, name from provost.flow_runs order by id desc limit 20.');
  end if;
  return v_run;
end
$$;
