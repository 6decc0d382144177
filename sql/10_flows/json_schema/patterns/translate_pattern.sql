-- An ECMAScript regular expression (read as JSON Schema reads it, by code points) as an equal
-- PostgreSQL one (an ARE), for `~` and for jsonpath's `like_regex … flag "s"`; null when there
-- is none. It may still be malformed: pattern_problem finds that out.
create or replace function provost_private.translate_pattern(p_pattern text) returns text
language plpgsql immutable set search_path = '' set standard_conforming_strings = on
as $$
declare
  v_tokens text[];
begin
  if p_pattern ~ '^\^?[A-Za-z0-9 _:/@-]*\$?$' then
    return p_pattern;
  end if;
  v_tokens := array(
    select provost_private.translate_pattern_token(t.token)
    from unnest(provost_private.pattern_tokens(p_pattern)) with ordinality t (token, place)
    order by t.place);
  if array_position(v_tokens, null) is not null then
    return null;
  elsif p_pattern ~ '\{(?:[0-9]+,)?[0-9]{3}' then
    return provost_private.expand_repetitions(v_tokens);
  end if;
  return array_to_string(v_tokens, '');
end
$$;
