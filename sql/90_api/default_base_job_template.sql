-- The base job template of a new work pool of this type.
create or replace function provost.default_base_job_template(type text default 'inline')
returns jsonb
language plpgsql immutable set search_path = ''
as $$
begin
  perform provost_private.check_work_pool('any', default_base_job_template.type, null);
  return provost_private.usual_job_template(default_base_job_template.type);
end
$$;
