-- Says, with VOSIZ, that what comes with a run takes too much; see prepare_flow_run and
-- update_flow_run. All of it is read each time that the run is claimed.
create or replace function provost_private.refuse_large_run(p_run provost.flow_runs) returns void
language plpgsql stable set search_path = ''
as $$
declare
  v_all bigint := provost_private.size_of_run(p_run);
begin
  if pg_column_size(p_run.parameters) > 524288 then
    perform provost_private.fail_with('VOSIZ',
      format('The parameters for deployment %L take %s bytes; at most 524288 are allowed.',
        p_run.deployment, pg_column_size(p_run.parameters)),
      null, 'Store the data elsewhere and pass a reference to it.');
  end if;
  perform provost_private.fail_with('VOSIZ',
    format('The parameters, labels, tags, job variables and name of a run of deployment %L take '
      '%s bytes; at most 524288 are allowed.', p_run.deployment, v_all),
    null, 'Store the data elsewhere and pass a reference to it.');
end
$$;
