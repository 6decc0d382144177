-- A bracket class of an ECMAScript regular expression as PostgreSQL's; null when it holds
-- something without an equivalent. Code point 0 is left out: no jsonb string can hold it.
create or replace function provost_private.translate_pattern_class(p_class text) returns text
language plpgsql immutable set search_path = ''
as $$
declare
  v_negated boolean := p_class like '[^%';
  v_tokens text[] := provost_private.pattern_tokens_in_class(
    substr(p_class, case when v_negated then 3 else 2 end,
      length(p_class) - case when v_negated then 3 else 2 end));
  v_out text := '';
  v_at integer := 1;
  v_from integer;
  v_to integer;
begin
  while v_at <= cardinality(v_tokens) loop
    v_from := provost_private.pattern_code_point(v_tokens[v_at], true);
    v_to := case when v_tokens[v_at + 1] = '-'
      then provost_private.pattern_code_point(v_tokens[v_at + 2], true) end;
    if v_from is null then
      v_out := v_out || provost_private.pattern_set(v_tokens[v_at]);
    elsif v_from is not null and v_to is not null then
      v_out := v_out || provost_private.pattern_character(greatest(v_from, 1))
        || '-' || provost_private.pattern_character(v_to);
      v_at := v_at + 2;
    elsif v_from > 0 then
      v_out := v_out || provost_private.pattern_character(v_from);
    end if;
    v_at := v_at + 1;
  end loop;

  return case
    when v_out = '' and v_negated then '.'
    when v_out = '' then '(?!)'
    when v_negated then '[^' || v_out || ']'
    else '[' || v_out || ']'
  end;
end
$$;
