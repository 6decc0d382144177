-- Refuses members of a job configuration that a process could not have: they would be ignored.
create or replace function provost_private.check_job_members(p_job jsonb, p_type text)
returns void
language plpgsql immutable set search_path = ''
as $$
declare
  v_usual jsonb := provost_private.usual_job_template('process') -> 'job_configuration';
  v_unknown text;
begin
  select min(k) into v_unknown from jsonb_object_keys(p_job) k where not v_usual ? k;
  if p_type = 'process' and v_unknown is not null then
    perform provost_private.fail_with('VOARG',
      format('The job configuration of a process has no member `%s`.', v_unknown),
      format('It stands at /job_configuration%s. There are: %s.',
        provost_private.escape_pointer(v_unknown),
        (select string_agg(k, ', ' order by k) from jsonb_object_keys(v_usual) k)),
      case v_unknown
        when 'command' then 'Leave it out: the worker starts the process itself.'
        else 'Leave it out, or correct its name.'
      end);
  end if;
end
$$;
