-- A template with the values of variables in the place of its `{{ name }}`s, as deep as it goes;
-- see fill_text. A member or an item that is nothing but a placeholder without a value is left out,
-- unless `p_remove_missing` is false. Placeholders that begin with one of `p_skip_prefixes` stay as
-- they are, and so do those of the worker's environment, and of Prefect's variables and blocks.
create or replace function provost_private.fill_placeholders(
  p_template jsonb, p_values jsonb, p_remove_missing boolean default true,
  p_skip_prefixes text[] default '{}'
) returns jsonb
language plpgsql immutable set search_path = ''
as $$
begin
  case jsonb_typeof(p_template)
    when 'string' then
      return provost_private.fill_text(
        p_template #>> '{}', p_values, not p_remove_missing, p_skip_prefixes);
    when 'object' then
      return (
        select coalesce(jsonb_object_agg(f.key, f.value) filter (where f.value is not null), '{}')
        from (
          select e.key, provost_private.fill_placeholders(
            e.value, p_values, p_remove_missing, p_skip_prefixes) as value
          from jsonb_each(p_template) e
        ) f);
    when 'array' then
      return (
        select coalesce(jsonb_agg(f.value order by f.place) filter (where f.value is not null),
          '[]')
        from (
          select e.place, provost_private.fill_placeholders(
            e.value, p_values, p_remove_missing, p_skip_prefixes) as value
          from jsonb_array_elements(p_template) with ordinality e (value, place)
        ) f);
    else
      return p_template;
  end case;
end
$$;
