-- The finished job configuration of a run: the template of its pool with the job variables filled
-- in. `{{ $NAME }}` stands for the environment of the worker, which only the worker knows: those
-- that the template itself spells are marked as `{{ $mark.NAME }}`, so that no job variable can ask
-- for one.
create or replace function provost_private.job_configuration(
  p_template jsonb, p_variables jsonb, p_mark text
) returns jsonb
language plpgsql stable set search_path = '' set standard_conforming_strings = on
as $$
declare
  v_marked jsonb := regexp_replace(
    (p_template -> 'job_configuration')::text, '\{\{\s*\$(\w+)\s*\}\}',
    format('{{ $%s.\1 }}', p_mark), 'g');
  v_job jsonb := provost_private.fill_placeholders(v_marked, p_variables);
  v_place record;
begin
  if jsonb_typeof(v_marked -> 'env') = 'object' and jsonb_typeof(p_variables -> 'env') = 'object'
  then
    v_job := jsonb_set(v_job, '{env}', (v_job -> 'env') || (p_variables -> 'env'));
  end if;
  select p.pointer, p.name into v_place from provost_private.placeholder_places(v_job) p
  where provost_private.placeholder_kind(p.name) in ('variable', 'block') limit 1;
  if found then
    perform provost_private.fail_with('VONFD',
      format('The job configuration names %s at %s, which does not exist.', v_place.name,
        v_place.pointer), null, 'Write the value itself, or read it from the environment of the '
        'worker: {{ $NAME }} in the base job template of the pool.');
  end if;
  return v_job;
end
$$;
