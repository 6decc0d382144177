-- After a deployment is changed, whoever changed it: its job variables fit its pool, which can
-- execute what it pulls.
create or replace function provost_private.recheck_deployment() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform provost_private.check_deployed_job_variables(new.id);
  perform provost_private.check_pulled_code(new.id);
  return null;
end
$$;
