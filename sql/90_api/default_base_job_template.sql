-- The base job template of a new work pool of this type: neither type has variables of its own.
create or replace function provost.default_base_job_template(type text default 'inline')
returns jsonb
language plpgsql immutable set search_path = ''
as $$
begin
  perform provost_private.check_work_pool('any', default_base_job_template.type, null, null);
  return '{"job_configuration": {}, "variables": {"type": "object", "properties": {}}}';
end
$$;
