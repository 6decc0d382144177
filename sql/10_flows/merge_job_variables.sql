-- Lays job variables over others. Each takes the place of the one with its name; `env` is merged
-- name by name, and a key with dots, such as `env.TZ`, stands for a member of an object, unless
-- the object that is given besides says something else.
create or replace function provost_private.merge_job_variables(p_under jsonb, p_over jsonb)
returns jsonb
language plpgsql immutable set search_path = ''
as $$
declare
  v_merged jsonb := coalesce(p_under, '{}');
  v_entry record;
  v_path text[];
begin
  if p_over is null or jsonb_typeof(p_over) <> 'object' then
    return v_merged;
  end if;
  for v_entry in
    select e.key, e.value from jsonb_each(p_over) e order by strpos(e.key, '.') > 0, e.key
  loop
    v_path := string_to_array(v_entry.key, '.');
    if v_entry.key = 'env' and jsonb_typeof(v_entry.value) = 'object' then
      v_merged := jsonb_set(v_merged, '{env}', case jsonb_typeof(v_merged -> 'env')
        when 'object' then v_merged -> 'env' else '{}' end || v_entry.value);
    elsif cardinality(v_path) = 1 or '' = any (v_path) then
      v_merged := v_merged || jsonb_build_object(v_entry.key, v_entry.value);
    elsif not exists (
      select from generate_series(1, cardinality(v_path)) d
      where jsonb_typeof(p_over #> v_path[:d]) <> 'object'
        or d = cardinality(v_path) and p_over #> v_path is not null)
    then
      for v_depth in 1 .. cardinality(v_path) - 1 loop
        if jsonb_typeof(v_merged #> v_path[:v_depth]) is distinct from 'object' then
          v_merged := jsonb_set(v_merged, v_path[:v_depth], '{}');
        end if;
      end loop;
      v_merged := jsonb_set(v_merged, v_path, v_entry.value);
    end if;
  end loop;
  return v_merged;
end
$$;
