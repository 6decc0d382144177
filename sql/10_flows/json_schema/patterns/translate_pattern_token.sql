-- One token of an ECMAScript regular expression as PostgreSQL's (an ARE); null when it has no
-- equivalent: back references, inline flags, unknown Unicode properties. Groups do not capture
-- and quantifiers are greedy, since only the verdict counts.
create or replace function provost_private.translate_pattern_token(p_token text) returns text
language plpgsql immutable set search_path = '' set standard_conforming_strings = on
as $$
declare
  v_code_point integer;
begin
  if p_token in ('^', '$', '|', ')', '[', '(?:', '(?=', '(?!', '(?<=', '(?<!') then
    return p_token;
  elsif p_token ~ '^(?:[*+?]|\{.)' then
    return regexp_replace(p_token, '(.)\?$', '\1');
  elsif p_token = '(' or p_token ~ '^\(\?<.' then
    return '(?:';
  elsif p_token like '(?%' then
    return null;
  elsif p_token = '.' then
    return '[^\u000a\u000d\u2028\u2029]';
  elsif p_token like '[%' then
    return provost_private.translate_pattern_class(p_token);
  elsif p_token = '\b' then
    return '(?:(?<=[A-Za-z0-9_])(?![A-Za-z0-9_])|(?<![A-Za-z0-9_])(?=[A-Za-z0-9_]))';
  elsif p_token = '\B' then
    return '(?:(?<=[A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<![A-Za-z0-9_])(?![A-Za-z0-9_]))';
  elsif p_token like '\\P{%' then
    return '[^' || provost_private.pattern_set('\p' || substr(p_token, 3)) || ']';
  end if;

  v_code_point := provost_private.pattern_code_point(p_token, false);
  return case
    when v_code_point is null then '[' || provost_private.pattern_set(p_token) || ']'
    when v_code_point = 0 then '(?!)'
    else provost_private.pattern_character(v_code_point)
  end;
end
$$;
