-- Refuses, with VOARG, labels and job variables that are no JSON objects; null is left out.
create or replace function provost_private.check_objects(p_labels jsonb, p_job_variables jsonb)
returns void
language plpgsql stable set search_path = ''
as $$
begin
  if coalesce(jsonb_typeof(p_labels), 'object') <> 'object' then
    perform provost_private.fail_with('VOARG',
      format('Expected labels as a JSON object, got %s.', left(p_labels::text, 80)), null,
      'Write them like {"team": "data"}.');
  end if;
  if coalesce(jsonb_typeof(p_job_variables), 'object') <> 'object' then
    perform provost_private.fail_with('VOARG',
      format('Expected job variables as a JSON object, got %s.',
        left(p_job_variables::text, 80)), null, 'Write them like {"env": {"LEVEL": "debug"}}.');
  end if;
end
$$;
