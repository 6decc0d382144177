-- Refuses, with VOPAR, runs that cannot be created, and tells all that is wrong with them. Returns
-- if nothing is.
create or replace function provost_private.refuse_faulty_runs(
  p_deployment provost.deployments, p_runs jsonb
) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_lines text;
begin
  select string_agg(
    format('Run %s: %s', f.place, concat_ws(': ', nullif(f.pointer, ''), f.message)),
    e'\n' order by f.place)
  into v_lines
  from provost_private.faults_of_new_runs(p_deployment, p_runs) f;
  if v_lines is not null then
    perform provost_private.fail_with('VOPAR',
      format('Runs of deployment %s cannot be created.', to_jsonb(p_deployment.full_name)),
      v_lines, 'Mend them all: no run was created. A dry run tells the same.');
  end if;
end
$$;
