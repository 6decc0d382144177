-- The fairness key of a run: the one that is given, or what its deployment says, in which
-- {parameters.tenant} stands for that parameter of the run. One that comes to nothing is none.
create or replace function provost_private.fairness_key_of(
  p_given text, p_template text, p_parameters jsonb
) returns text
language plpgsql volatile set search_path = '' set standard_conforming_strings = on
as $$
declare
  v_key text := coalesce(p_given, p_template);
  v_place text;
begin
  if p_given is null then
    for v_place in select distinct m[1] from regexp_matches(v_key, '\{[^{}]*\}', 'g') m loop
      v_key := replace(v_key, v_place, coalesce(
        p_parameters #>> (string_to_array(btrim(v_place, '{}'), '.'))[2:], ''));
    end loop;
  end if;
  if length(v_key) > 200 then
    perform provost_private.fail_with('VOARG',
      format('Expected a fairness key of at most 200 characters, got %s.', length(v_key)),
      format('It begins with %L.', left(v_key, 40)),
      'Name whom the run is for, such as "tenant-42": runs of different keys take turns.');
  end if;
  return nullif(v_key, '');
end
$$;
