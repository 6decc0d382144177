-- Fills the placeholders for values into a text, once: what comes in is never looked through for
-- further ones. A placeholder that is the whole text takes the value with its type; within a text,
-- strings come as they are, null as nothing, and all else as JSON. One without a value stays when
-- `p_keeps_missing`; else it goes, and a text that was nothing else becomes null: not there.
create or replace function provost_private.fill_text(
  p_text text, p_values jsonb, p_keeps_missing boolean, p_skipped text[]
) returns jsonb
language plpgsql immutable set search_path = ''
as $$
declare
  v_pattern constant text := provost_private.placeholder_pattern();
  v_whole text := (regexp_match(p_text, '^' || v_pattern || '$'))[1];
  v_literals text[];
begin
  if p_text !~ v_pattern then
    return to_jsonb(p_text);
  elsif v_whole is not null and provost_private.placeholder_kind(v_whole) = 'value'
    and not exists (select from unnest(p_skipped) s where starts_with(v_whole, s))
  then
    return coalesce(provost_private.placeholder_value(v_whole, p_values),
      case when p_keeps_missing then to_jsonb(p_text) end);
  end if;
  v_literals := regexp_split_to_array(p_text, v_pattern);
  return to_jsonb(v_literals[1] || (
    select string_agg(
      case
        when provost_private.placeholder_kind(f.name) <> 'value'
          or exists (select from unnest(p_skipped) s where starts_with(f.name, s))
        then f.written
        when f.value is null then case when p_keeps_missing then f.written else '' end
        else coalesce(f.value #>> '{}', '')
      end || v_literals[f.place + 1], '' order by f.place)
    from (
      select m.match[1] as written, m.match[2] as name, m.place::integer,
        provost_private.placeholder_value(m.match[2], p_values) as value
      from regexp_matches(p_text, '(' || v_pattern || ')', 'g') with ordinality m (match, place)
    ) f));
end
$$;
